import { randomUUID } from 'node:crypto';
import {
  problems,
  problemTypeUri,
  type AttemptEnding,
  type ProblemType,
} from '@touchstone/contracts';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createHttpGradingOffice, OfficeError } from '../src/http-office.ts';
import { exampleResult } from './examples.ts';

const secret = 'a secret of some length';
const submissionId = randomUUID();
const gradingId = randomUUID();
const request = { submissionId, attempt: 2, result: exampleResult };

type Answer = (request: FastifyRequest, reply: FastifyReply) => unknown;
const apis: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close()));
});

async function startApi(
  answer: Answer,
): Promise<{ url: string; answer: ReturnType<typeof vi.fn> }> {
  const spy = vi.fn(answer);
  const api = fastify({ forceCloseConnections: true });
  api.post('/internal/*', async (incoming, reply) => {
    await spy(incoming, reply);
    return reply;
  });
  apis.push(api);
  return { url: await api.listen({ host: '127.0.0.1', port: 0 }), answer: spy };
}

const problem =
  (type: ProblemType, ending?: AttemptEnding): Answer =>
  (_request, reply) => {
    const { status, title } = problems[type];
    const document = { type: problemTypeUri(type), title, status, ending };
    return reply.code(status).type('application/problem+json').send(JSON.stringify(document));
  };
const status =
  (code: number): Answer =>
  (_request, reply) =>
    reply.code(code).send({});
const success =
  (ending: AttemptEnding): Answer =>
  (_request, reply) =>
    reply.send({ ending });
const begin: Answer = (_request, reply) => reply.send({ attempt: 3 });

const officeFor = (...apiUrls: string[]) =>
  createHttpGradingOffice({ apiUrls, secret, timeoutMs: 2_000 });

/** A loopback address on which nobody listens any more. */
async function deadUrl(): Promise<string> {
  const { url } = await startApi(begin);
  await apis.pop()?.close();
  return url;
}

describe('a heartbeat', () => {
  const heartbeat = {
    instance: randomUUID(),
    name: 'one',
    ended: false,
    serves: { judge: 'ab'.repeat(32), python: 'CPython 3.11.2' },
  };

  test('is posted, and rejects when no API accepts it', async () => {
    const api = await startApi((_request, reply) => reply.send({}));
    await officeFor(api.url).heartbeat(heartbeat);
    const [incoming] = api.answer.mock.calls[0] as [FastifyRequest];
    expect([incoming.url, incoming.body]).toEqual(['/internal/heartbeats', heartbeat]);
    for (const answer of [status(500), problem('invalid-request')]) {
      const refusing = await startApi(answer);
      await expect(officeFor(refusing.url).heartbeat(heartbeat)).rejects.toThrow(OfficeError);
    }
  });
});

describe('starting an attempt', () => {
  test('posts the id with the bearer secret and resolves to the number', async () => {
    const api = await startApi(begin);
    await expect(officeFor(api.url).beginAttempt({ submissionId, gradingId })).resolves.toEqual({
      kind: 'begun',
      attempt: 3,
    });
    const [incoming] = api.answer.mock.calls[0] as [FastifyRequest];
    expect(incoming.url).toBe('/internal/attempts');
    expect(incoming.headers.authorization).toBe(`Bearer ${secret}`);
    expect(incoming.body).toEqual({ submissionId, gradingId });
  });

  test('sends the id of the request that handed the submission in', async () => {
    const api = await startApi((incoming, reply) =>
      (incoming.url === '/internal/attempts' ? begin : success('stored'))(incoming, reply),
    );
    const office = officeFor(api.url);
    const call = { requestId: 'r-1' };
    await office.beginAttempt({ submissionId, gradingId }, call);
    await office.storeResult(request, call);
    await office.handBack({ submissionId, attempt: 2 }, call);
    await office.beginAttempt({ submissionId });
    const calls = api.answer.mock.calls as [FastifyRequest][];
    expect(calls.map(([incoming]) => [incoming.url, incoming.headers['x-request-id']])).toEqual([
      ['/internal/attempts', 'r-1'],
      ['/internal/results', 'r-1'],
      ['/internal/returns', 'r-1'],
      ['/internal/attempts', undefined],
    ]);
  });

  test.each([
    ['already-graded', 'already-graded'],
    ['not-found', 'unknown'],
  ] as const)('resolves to the ending in the problem %s', async (type, kind) => {
    const api = await startApi(problem(type, kind));
    await expect(officeFor(api.url).beginAttempt({ submissionId })).resolves.toEqual({ kind });
  });

  test.each([
    ['a malformed answer', (_: FastifyRequest, reply: FastifyReply) => reply.send('x')],
    ['a 404 that is not from an API', status(404)],
    ['another 4xx', problem('invalid-request')],
    ['a 5xx', problem('unavailable')],
  ] as const)('rejects on %s', async (_, answer) => {
    const api = await startApi(answer);
    await expect(officeFor(api.url).beginAttempt({ submissionId })).rejects.toThrow(OfficeError);
  });
});

describe('storing a result', () => {
  test.each(['stored', 'repeated'] as const)('posts it and resolves to %s', async (ending) => {
    const api = await startApi(success(ending));
    await expect(officeFor(api.url).storeResult(request)).resolves.toBe(ending);
    const [incoming] = api.answer.mock.calls[0] as [FastifyRequest];
    expect(incoming.url).toBe('/internal/results');
    expect(incoming.body).toEqual(request);
  });

  test.each([
    ['stale-attempt', 'stale'],
    ['not-found', 'unknown'],
    ['invalid-request', 'invalid'],
  ] as const)('resolves to the ending in the problem %s', async (type, ending) => {
    const api = await startApi(problem(type, ending));
    await expect(officeFor(api.url).storeResult(request)).resolves.toBe(ending);
  });

  test('is invalid when the API refuses the request unread', async () => {
    const api = await startApi(problem('too-large'));
    await expect(officeFor(api.url).storeResult(request)).resolves.toBe('invalid');
  });

  test.each([200, 302, 401, 403, 429, 500, 502, 503, 504])('rejects on %i', async (code) => {
    const api = await startApi(status(code));
    await expect(officeFor(api.url).storeResult(request)).rejects.toThrow(OfficeError);
  });

  test('rejects when no API listens, with a reason and without the secret', async () => {
    const error: unknown = await officeFor(await deadUrl())
      .storeResult(request)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OfficeError);
    expect((error as OfficeError).cause).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secret);
  });

  test('rejects when the API does not answer in time', async () => {
    const api = await startApi(() => new Promise(() => undefined));
    const startedAt = performance.now();
    await expect(officeFor(api.url).storeResult(request)).rejects.toThrow(OfficeError);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('handing an attempt back', () => {
  const back = { submissionId, attempt: 2 };

  test('posts it and resolves to requeued', async () => {
    const api = await startApi(success('requeued'));
    await expect(officeFor(api.url).handBack(back)).resolves.toBe('requeued');
    const [incoming] = api.answer.mock.calls[0] as [FastifyRequest];
    expect(incoming.url).toBe('/internal/returns');
    expect(incoming.body).toEqual(back);
  });

  test.each([
    ['stale-attempt', 'stale'],
    ['already-graded', 'already-graded'],
    ['already-graded', 'unknown'],
  ] as const)('takes from the problem %s the ending %s', async (type, ending) => {
    const api = await startApi(problem(type, ending));
    await expect(officeFor(api.url).handBack(back)).resolves.toBe(ending);
  });

  test.each([200, 404, 500])('rejects on %i without an ending', async (code) => {
    const api = await startApi(status(code));
    await expect(officeFor(api.url).handBack(back)).rejects.toThrow(OfficeError);
  });
});

describe('with several APIs', () => {
  test('tries the next when one fails, and stays with the one that answered', async () => {
    const broken = await startApi(status(500));
    const healthy = await startApi(success('stored'));
    const office = officeFor(broken.url, await deadUrl(), healthy.url);
    for (let count = 0; count < 4; count += 1) {
      await expect(office.storeResult(request)).resolves.toBe('stored');
    }
    expect(healthy.answer).toHaveBeenCalledTimes(4);
    expect(broken.answer.mock.calls.length).toBeLessThanOrEqual(1);
  });

  test('tries each once before it rejects', async () => {
    const one = await startApi(status(503));
    const other = await startApi(status(500));
    await expect(officeFor(one.url, other.url).storeResult(request)).rejects.toThrow(OfficeError);
    expect(one.answer).toHaveBeenCalledOnce();
    expect(other.answer).toHaveBeenCalledOnce();
  });

  test('tries no other after a conclusive answer', async () => {
    const bothApis = [
      await startApi(problem('stale-attempt', 'stale')),
      await startApi(problem('stale-attempt', 'stale')),
    ];
    await expect(officeFor(...bothApis.map(({ url }) => url)).storeResult(request)).resolves.toBe(
      'stale',
    );
    expect(bothApis.flatMap(({ answer }) => answer.mock.calls)).toHaveLength(1);
  });
});
