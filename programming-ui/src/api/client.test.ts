import { expect, it, vi } from 'vitest';
import { createClient } from './client.ts';
import { NetworkError, parseRetryAfter, ProblemError } from './problem.ts';

const answering = (response: () => Response | Promise<Response>) => {
  const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(response()));
  return { client: createClient({ fetch }), fetch };
};

it('posts JSON and returns the submission of the answer', async () => {
  const { client, fetch } = answering(() => Response.json({ submission: { id: 's' } }));
  await expect(client.handIn({ assignmentId: 'a', code: 'x' })).resolves.toEqual({ id: 's' });
  const [path, init] = fetch.mock.calls[0] ?? [];
  expect(path).toBe('/api/submissions');
  expect(init).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"assignmentId":"a","code":"x"}',
  });
});

it('turns a problem document into an error with type, id and retry delay', async () => {
  const { client } = answering(() =>
    Response.json(
      { type: '/problems/submission-in-grading', title: 'Another one', submissionId: 's' },
      {
        status: 409,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '3' },
      },
    ),
  );
  const error = await client.courses().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({
    status: 409,
    type: 'submission-in-grading',
    retryAfterMs: 3000,
    message: 'Another one',
    problem: { submissionId: 's' },
  });
});

it('uses only the status of an answer that is not ours', async () => {
  const { client } = answering(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  await expect(client.courses()).rejects.toMatchObject({ status: 502, type: null });
});

it('reports no answer, or half an answer, as a network error', async () => {
  const refused = answering(() => Promise.reject(new TypeError('fetch failed')));
  await expect(refused.client.courses()).rejects.toBeInstanceOf(NetworkError);
  const half = answering(() => new Response('{"courses":[', { status: 200 }));
  await expect(half.client.courses()).rejects.toBeInstanceOf(NetworkError);
});

it('parses Retry-After as seconds and as a date', () => {
  const nowMs = Date.parse('2026-11-22T10:00:00Z');
  expect(parseRetryAfter('7', nowMs)).toBe(7000);
  expect(parseRetryAfter('Sun, 22 Nov 2026 10:00:30 GMT', nowMs)).toBe(30_000);
  expect(parseRetryAfter('soon', nowMs)).toBeNull();
  expect(parseRetryAfter(null, nowMs)).toBeNull();
});
