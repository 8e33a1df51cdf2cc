import { verdicts } from '@touchstone/contracts';
import { migrate, openPostgres, type Database } from '@touchstone/database';
import { createRedisMessaging, type Messaging } from '@touchstone/messaging';
import { within } from '@touchstone/runtime';
import {
  createNginxConfiguration,
  freePort,
  startNginx,
  type RunningServer,
} from '@touchstone/servers';
import {
  onFreePort,
  startTestPostgres,
  startTestRedis,
  temporaryFolder,
  type TemporaryFolder,
  type TestPostgres,
  type TestRedis,
} from '@touchstone/test-kit';
import fc from 'fast-check';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultOf, type FuzzAnswer } from './fuzz/check-answer.ts';
import { readOperations, type Operation } from './fuzz/operations.ts';
import { rawRequests, sendRaw } from './fuzz/raw.ts';
import { fuzzRequests, type FuzzRequest } from './fuzz/requests.ts';
import { sendInside, sendOverHttp } from './fuzz/send.ts';
import { aTeacher, invited } from './people.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, graderSecret, startApi, type TestApi, type TestUser } from './start-api.ts';

/** A failure names its seed and its request; another seed generates other requests. */
const seed = 20_261;
const batchSize = 25;
const batches = 420;
const answerTimeoutMs = 120_000;

let postgres: TestPostgres;
let redis: TestRedis;
let database: Database;
let messaging: Messaging;
let api: TestApi;
let url: string;
let folder: TemporaryFolder;
let nginx: RunningServer;
let users: readonly TestUser[];
let operations: readonly Operation[];
let known: readonly string[];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  database = openPostgres({ url: (await postgres.createDatabase()).url });
  await migrate(database);
  messaging = await createRedisMessaging({ url: redis.url });
  const many = 1_000_000;
  const config = {
    ...{ userLimit: many, addressLimit: many, newUserLimit: many, newUserDayLimit: many },
    ...{ historyLimit: many, readLimit: many, addressReadLimit: many, draftLimit: many },
    ...{ userStoredMib: many, addressStoredMib: many, streamLimit: 3 },
  };
  api = await startApi({ database, messaging, config });
  await api.service.reloadCourse(sampleCourse());
  ({ url } = await api.service.listen());
  folder = await temporaryFolder();
  const site = join(folder.path, 'page');
  await mkdir(site);
  await writeFile(join(site, 'index.html'), '<title>Touchstone</title>');
  const apiPorts = [Number(new URL(url).port)];
  const ports = { uiPort: await freePort(), apiPorts, graderPorts: apiPorts };
  nginx = await onFreePort((port) =>
    startNginx({
      folder: join(folder.path, 'nginx'),
      configuration: createNginxConfiguration({ port, ...ports }),
      port,
      site,
    }),
  );

  const teacher = await aTeacher(api, database, 'sample');
  users = [...(await Promise.all(Array.from({ length: 10 }, () => api.newUser()))), teacher];
  const assignmentIds = await api.assignmentIds();
  const [user, assignmentId] = [users[0], assignmentIds[0]];
  if (user === undefined || assignmentId === undefined) throw new Error('Nothing to fuzz with');
  const { id } = await api.accept(user, assignmentId, 'print(1)');
  await grade(api.office, id);
  const { uuid } = await invited(database, { slug: 'sample', role: 'assistant' });
  const csv = 'name,mail,id\nA,a@example.org,1\n';
  known = [...assignmentIds, id, uuid, csv, 'sample', 'print(1)', 'print(2)', '20', '3'];
  operations = readOperations((await api.get('/api/openapi.json')).json);
});
afterAll(async () => {
  await nginx.stop();
  await folder.remove();
  await api.service.close();
  await messaging.close();
  await database.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});

/** The calls of graders are in no document. */
const internalOperations: readonly Operation[] = ['/internal/attempts', '/internal/results'].map(
  (path) => ({
    method: 'POST',
    path,
    query: {},
    body: {
      type: 'object',
      properties: { submissionId: { type: 'string' }, attempt: { type: 'integer' }, result: {} },
    },
    answers: {},
    errors: null,
  }),
);

/** A request in a few lines; it can be long. */
const describeRequest = ({ method, url: path, headers, payload }: FuzzRequest): string =>
  [`${method} ${path}`, JSON.stringify(headers), payload.toString('latin1')]
    .map((line) => line.slice(0, 500))
    .join('\n');

/** Reports the seed and the failing request, not the whole batch. */
const reporter = <T>({ failed, errorInstance, seed: used }: fc.RunDetails<T>): void => {
  if (failed)
    throw new Error(`With seed ${used}: ${String(errorInstance)}`, { cause: errorInstance });
};

async function expectGoodAnswer(request: FuzzRequest): Promise<FuzzAnswer> {
  const isStream = request.operation.path.endsWith('/events');
  const sent = isStream ? sendOverHttp(url, request) : sendInside(api.service.app, request);
  const answer = await within(sent, answerTimeoutMs, 'An answer').catch((cause: unknown) => {
    throw new Error(`${String(cause)} to ${describeRequest(request)}`, { cause });
  });
  const { operation, method } = request;
  const isUsual = method === operation.method;
  const bodyless = method === 'HEAD' || answer.status < 200 || [204, 304].includes(answer.status);
  const fault = faultOf(answer, { operation: isUsual ? operation : null, bodyless });
  if (fault !== null) {
    throw new Error(
      `${fault}\n${describeRequest(request)}\n${answer.status} ${answer.body.slice(0, 500)}`,
    );
  }
  return answer;
}

/** Grades, so that users can hand in again and results of all verdicts occur. */
async function gradeAccepted(answers: readonly FuzzAnswer[], round: number): Promise<void> {
  const ids = answers.flatMap(({ status, body }) =>
    status === 202 ? [(JSON.parse(body) as { submission: { id: string } }).submission.id] : [],
  );
  const verdict = verdicts[round % verdicts.length];
  // A generated request of a grader may have been faster.
  await Promise.allSettled(ids.map((id) => grade(api.office, id, sampleResult(verdict))));
}

test('every refusal of 10,500 generated requests is a problem document, and none is an internal error', async () => {
  console.log(`seed ${seed}`);
  const callers = {
    tokens: users.map(({ token }) => token),
    graderSecret,
    host: new URL(url).host,
  };
  const requests = fuzzRequests([...operations, ...internalOperations], known, callers);
  const met = new Map<number, number>();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(requests, { minLength: batchSize, maxLength: batchSize }),
      async (batch) => {
        const answers = await Promise.all(batch.map(expectGoodAnswer));
        for (const { status } of answers) met.set(status, (met.get(status) ?? 0) + 1);
        await gradeAccepted(answers, round++);
      },
    ),
    { seed, numRuns: batches, endOnFailure: true, reporter },
  );
  // The requests are close enough to valid ones to get everywhere.
  for (const status of [200, 201, 202, 304, 400, 401, 403, 404, 405, 413, 415, 421]) {
    expect(
      met.get(status) ?? 0,
      `answers with ${status} among ${JSON.stringify([...met])}`,
    ).toBeGreaterThan(0);
  }
});

test.each([
  ['the API', () => Number(new URL(url).port), 0],
  // nginx continues on a half-closed connection only while no request to the API is pending.
  ['nginx before it', () => nginx.port, 200],
] as const)(
  '1,000 malformed requests get problem documents or closed connections from %s',
  async (_name, port, patienceMs) => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.array(rawRequests, { minLength: 20, maxLength: 20 }), async (batch) => {
        const received = await Promise.all(
          batch.map((bytes) => sendRaw(port(), bytes, { timeoutMs: answerTimeoutMs, patienceMs })),
        );
        for (const [index, answers] of received.entries()) {
          for (const answer of answers) {
            statuses.add(answer.status);
            const fault = faultOf(answer, { operation: null, bodyless: answer.status < 400 });
            expect(fault, `the answer to ${String(batch[index])}: ${answer.body}`).toBeNull();
          }
        }
      }),
      { seed, numRuns: 50, endOnFailure: true, reporter },
    );
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400]));
  },
);
