import { expect, it } from 'vitest';
import { createApiClient, UnexpectedAnswer, type Send } from './api-client.ts';

const user = { uuid: '0197a1b2-0000-7000-8000-000000000000', points: 0 };

function answering(status: number, body: unknown) {
  const sent: Parameters<Send>[] = [];
  const client = createApiClient({
    url: 'http://api',
    send: (...request) => {
      sent.push(request);
      return Promise.resolve(Response.json(body, { status }) as Awaited<ReturnType<Send>>);
    },
  });
  return { client, sent };
}

it('sends a body and a content type only when the call has a body', async () => {
  const { client, sent } = answering(201, { user, token: 'new' });
  await client.call('POST /api/users');
  await client.as('mine').try('POST /api/sessions', { body: { code: 'x' } });
  expect(sent).toEqual([
    ['http://api/api/users', { method: 'POST', headers: {} }],
    [
      'http://api/api/sessions',
      {
        method: 'POST',
        headers: { authorization: 'Bearer mine', 'content-type': 'application/json' },
        body: '{"code":"x"}',
      },
    ],
  ]);
});

it('rejects an answer that does not match the table', async () => {
  await expect(answering(200, { user: 'x' }).client.call('POST /api/users')).rejects.toThrow(
    'expected object',
  );
});

it('rejects with the problem of a refusal', async () => {
  const problem = { type: '/problems/rate-limited', title: 'Too many', status: 429 };
  const refused = answering(429, problem).client.call('POST /api/users');
  await expect(refused).rejects.toBeInstanceOf(UnexpectedAnswer);
  await expect(refused).rejects.toMatchObject({ problem });
});
