import { expect, it, vi } from 'vitest';
import { parsePath } from '../router/route.ts';
import { startReads } from './early-reads.ts';

/** A server that may know the user, and its requests. */
function start(
  path: string,
  { known = true, answers = true, hadUser = false, last = null as string | null } = {},
) {
  const requests: string[] = [];
  let session = known;
  const fetch = vi.fn<typeof globalThis.fetch>((input, init) => {
    const url = input as string;
    requests.push(init?.method === 'POST' ? `POST ${url}` : url);
    if (!answers) return Promise.reject(new TypeError('no network'));
    if (init?.method === 'POST') session = true;
    const refused = url.startsWith('/api/me') && !session;
    return Promise.resolve(Response.json({ url }, { status: refused ? 401 : 200 }));
  });
  const saved = { hadUser: () => hadUser, lastCourse: () => last };
  return { requests, early: startReads(parsePath(path), fetch, saved) };
}

const me = '/api/me?course=first-steps';
const lists = ['/api/assignments?course=first-steps', '/api/courses'];

it("requests at once all that an assignment's page needs, the handout first", () => {
  const { requests, early } = start('/courses/first-steps/hello');
  expect(requests).toEqual(['/api/courses/first-steps/assignments/hello', me, ...lists]);
  expect([...early.keys()]).toEqual(requests);
});

it.each([
  ['/', ['/api/me', '/api/assignments', '/api/courses']],
  ['/courses/first-steps', [me, ...lists]],
  ['/courses/first-steps/progress', [me, ...lists]],
  ['/nowhere', []],
  ['/sign-in', []],
  ['/teach/first-steps', [me, ...lists]],
])('requests no more than the page of %s needs', (path, expected) => {
  expect(start(path).requests).toEqual(expected);
});

it('requests the course that was last open when the address names none', () => {
  expect(start('/', { last: 'first-steps' }).requests).toEqual([me, ...lists]);
  const { requests } = start('/courses/first-steps', { last: 'other' });
  expect(requests).toEqual([me, ...lists]);
});

it('creates the user of a first visit', async () => {
  const { requests, early } = start('/courses/first-steps', { known: false });
  expect((await early.get(me))?.status).toBe(200);
  expect(requests).toEqual([me, ...lists, 'POST /api/users', me]);
});

it('creates none if there was one before, about which the page asks', async () => {
  const { requests, early } = start('/courses/first-steps', { known: false, hadUser: true });
  expect((await early.get(me))?.status).toBe(401);
  expect(requests).toEqual([me, ...lists]);
});

it('leaves a failure to the reader of the answer', async () => {
  const { early } = start('/courses/first-steps', { answers: false });
  await expect(early.get(me)).rejects.toThrow('no network');
});
