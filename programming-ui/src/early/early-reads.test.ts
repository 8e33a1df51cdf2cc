import { expect, it, vi } from 'vitest';
import { parsePath } from '../router/route.ts';
import { beginReads } from './early-reads.ts';

/** A server that knows the user or does not, and what it was asked. */
function start(path: string, { known = true, answers = true, hadUser = false } = {}) {
  const asked: string[] = [];
  let session = known;
  const fetch = vi.fn<typeof globalThis.fetch>((input, init) => {
    const url = input as string;
    asked.push(init?.method === 'POST' ? `POST ${url}` : url);
    if (!answers) return Promise.reject(new TypeError('no network'));
    if (init?.method === 'POST') session = true;
    const refused = url.startsWith('/api/me') && !session;
    return Promise.resolve(Response.json({ url }, { status: refused ? 401 : 200 }));
  });
  return { asked, early: beginReads(parsePath(path), fetch, () => hadUser) };
}

const me = '/api/me?course=first-steps';
const lists = ['/api/assignments?course=first-steps', '/api/courses'];

it('asks at once for all that the page of an assignment needs, the handout first', () => {
  const { asked, early } = start('/courses/first-steps/hello');
  expect(asked).toEqual(['/api/courses/first-steps/assignments/hello', me, ...lists]);
  expect([...early.keys()]).toEqual(asked);
});

it.each([
  ['/', ['/api/me', '/api/assignments', '/api/courses']],
  ['/courses/first-steps', [me, ...lists]],
  ['/courses/first-steps/progress', [me, ...lists]],
  ['/nowhere', []],
])('asks for no more than the page of %s needs', (path, expected) => {
  expect(start(path).asked).toEqual(expected);
});

it('gets a first visit its user', async () => {
  const { asked, early } = start('/courses/first-steps', { known: false });
  expect((await early.get(me))?.status).toBe(200);
  expect(asked).toEqual([me, ...lists, 'POST /api/users', me]);
});

it('gets none where there was one before, which the page asks about', async () => {
  const { asked, early } = start('/courses/first-steps', { known: false, hadUser: true });
  expect((await early.get(me))?.status).toBe(401);
  expect(asked).toEqual([me, ...lists]);
});

it('leaves a failure to whoever takes the answer', async () => {
  const { early } = start('/courses/first-steps', { answers: false });
  await expect(early.get(me)).rejects.toThrow('no network');
});
