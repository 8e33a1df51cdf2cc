import { createHash } from 'node:crypto';
import type { GradingOffice, HeartbeatRequest } from '@touchstone/contracts';
import * as database from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { RefusingSandbox } from '../src/sandbox/refusing-sandbox.ts';
import { createMetrics } from '../src/metrics/metrics.ts';
import { UnfitHostError, type Sandbox } from '../src/sandbox/sandbox.ts';
import { createConfig, createService, type GraderService } from '../src/service.ts';
import { courseOf, exampleBundle, exampleReport } from './examples.ts';

const { course, bundleHash } = courseOf(exampleBundle);
const judge = 'ab'.repeat(32);
const logger = pino({ level: 'silent' });

let pglite: database.Database;
let assignmentId: string;
let messaging: Messaging;
const services: GraderService[] = [];
const heartbeats: HeartbeatRequest[] = [];

beforeAll(async () => {
  pglite = await database.openPglite({});
  await database.migrate(pglite);
  const { courseId } = await database.storeCourse(pglite.kysely, course);
  [{ id: assignmentId } = { id: '' }] = await database.listAssignments(pglite.kysely, courseId);
});
afterAll(() => pglite.close());
beforeEach(() => {
  messaging = createInProcessMessaging();
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
  await messaging.close();
});

/** Like the all-in-one's office, without events and caches. */
const directOffice = (): GradingOffice => ({
  async beginAttempt({ submissionId }) {
    const begin = { submissionId, slackMs: 15_000, lostLimit: 5 };
    const outcome = await database.beginAttempt(pglite.kysely, begin);
    return outcome.kind === 'exhausted' ? { kind: 'already-graded' } : outcome;
  },
  async storeResult(request) {
    return (await database.storeResult(pglite.kysely, request)).kind;
  },
  handBack: () => Promise.reject(new Error('nothing is handed back here')),
  heartbeat: (heartbeat) => {
    heartbeats.push(heartbeat);
    return Promise.resolve();
  },
});

const passAtOnce = () => vi.fn<Sandbox['grade']>(() => Promise.resolve(exampleReport));
const fakeSandbox = (changes: Partial<Sandbox> = {}): Sandbox => ({
  kind: 'bubblewrap',
  description: 'a fake sandbox',
  forgeable: false,
  python: () => '3.11.2',
  interpreter: () => 'CPython 3.11.2',
  grade: passAtOnce(),
  record: () => Promise.reject(new Error('no record is made here')),
  inspect: () => Promise.resolve({ parts: {}, probes: [] }),
  check: () => Promise.resolve(),
  close: () => Promise.resolve(),
  ...changes,
});

function createGraderService(name: string, sandbox: Sandbox): GraderService {
  const config = createConfig({ name, slots: 1, port: 0 });
  const service = createService({
    config,
    messaging,
    logger,
    sandbox,
    judge,
    metrics: createMetrics(),
    database: pglite,
    office: directOffice(),
  });
  services.push(service);
  return service;
}

async function handIn(code: string): Promise<string> {
  const { id: userId } = await database.createUser(pglite.kysely, {
    tokenHash: createHash('sha256').update(code).digest(),
  });
  const outcome = await database.insertQueued(pglite.kysely, {
    userId,
    assignmentId,
    bundleHash,
    code,
    serving: [],
  });
  if (outcome.kind !== 'accepted') throw new Error('not accepted');
  const submissionId = outcome.stored.submission.id;
  await messaging.stream.add({ submissionId, assignmentId, attempt: 0 });
  return submissionId;
}

test('two graders in one process grade each submission once', async () => {
  const grades = [passAtOnce(), passAtOnce()];
  grades.forEach((grade, index) => {
    createGraderService(`grader-${index}`, fakeSandbox({ grade })).start();
  });
  const codes = Array.from({ length: 6 }, (_, index) => `print(${index})\n`);
  const ids = [];
  for (const code of codes) ids.push(await handIn(code));

  await vi.waitFor(() => expect(messaging.stream.length()).resolves.toBe(0), 60_000);
  for (const id of ids) {
    const stored = await database.readSubmission(pglite.kysely, id);
    expect(stored).toMatchObject({ attempt: 1, submission: { status: 'graded' } });
    expect(stored?.submission.result).toMatchObject({ verdict: 'passed', points: 100 });
  }
  const jobs = grades.flatMap(({ mock }) => mock.calls.map(([job]) => job));
  expect(jobs.map(({ code }) => code).sort()).toEqual(codes);
  expect(jobs.every(({ bundle }) => bundle.fileName === 'submission.py')).toBe(true);
});

test('a grader reports its name, what it grades with, and that it stops', async () => {
  const service = createGraderService('reporter', fakeSandbox());
  const sent = () => heartbeats.filter(({ name }) => name === 'reporter');
  service.start();
  await vi.waitFor(() => expect(sent()).not.toEqual([]));
  await service.close();
  const serves = { judge, python: 'CPython 3.11.2' };
  expect(sent()[0]).toMatchObject({ serves, ended: false });
  expect(sent().at(-1)).toEqual({ ...sent()[0], ended: true });
});

test('health and metrics are served where the grader listens, and report its state', async () => {
  const service = createGraderService('grader', fakeSandbox());
  const { url } = await service.listen();
  const status = async (path: string): Promise<number> => {
    const answer = await fetch(new URL(path, url));
    await answer.text();
    return answer.status;
  };
  await expect(status('/health/ready')).resolves.toBe(503);
  service.start();
  await expect(status('/health/ready')).resolves.toBe(200);
  await expect(status('/grader-api/health')).resolves.toBe(200);
  await expect(status('/metrics')).resolves.toBe(200);
});

test('a sandbox or a stream that fails makes the grader unready, with the reason', async () => {
  const check = () => Promise.reject(new Error('no user namespaces'));
  const service = createGraderService('grader', fakeSandbox({ check }));
  service.start();
  await messaging.close();
  const answer = await service.app.inject('/health');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({
    reasons: ['The sandbox is not fit to grade in.', 'The stream does not answer.'],
  });
});

test('a grader with an unfit sandbox grades nothing, and reports what to change', async () => {
  const unfit = new UnfitHostError('The probe "network" escapes: unplug it.', '/a/secret/path');
  const service = createGraderService('grader', new RefusingSandbox(unfit));
  const answer = await service.app.inject('/health/ready');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({
    reasons: [
      'The sandbox is not fit to grade in. The probe "network" escapes: unplug it.',
      'The grader takes no submissions.',
    ],
  });
  expect(answer.body).not.toContain('secret');
});
