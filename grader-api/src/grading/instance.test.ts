import { randomUUID } from 'node:crypto';
import type { GradingOffice, HeartbeatRequest } from '@touchstone/contracts';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { exampleResult } from '../../test/examples.ts';
import { GraderInstance } from './instance.ts';

const serves = { judge: 'ab'.repeat(32), python: 'CPython 3.11.2' };
const logger = pino({ level: 'silent' });
const started: GraderInstance[] = [];
afterEach(() => Promise.all(started.splice(0).map((instance) => instance.stop())));

function createInstance(heartbeat: GradingOffice['heartbeat'] = () => Promise.resolve()) {
  const office = {
    beginAttempt: vi.fn<GradingOffice['beginAttempt']>(() => Promise.resolve({ kind: 'unknown' })),
    storeResult: vi.fn<GradingOffice['storeResult']>(() => Promise.resolve('stored')),
    handBack: vi.fn<GradingOffice['handBack']>(() => Promise.resolve('requeued')),
    heartbeat: vi.fn(heartbeat),
  };
  const instance = new GraderInstance({
    office,
    name: 'one',
    serves: () => serves,
    heartbeatMs: 5,
    goodbyeMs: 50,
    logger,
  });
  started.push(instance);
  return { instance, office };
}

test('adds its id to calls, and what it grades with to results', async () => {
  const { instance, office } = createInstance();
  const [submissionId, gradingId] = [randomUUID(), randomUUID()];
  const call = { requestId: 'r-1' };
  await instance.office.beginAttempt({ submissionId, gradingId }, call);
  await instance.office.storeResult({ submissionId, attempt: 1, result: exampleResult }, call);
  await instance.office.handBack({ submissionId, attempt: 1 }, call);
  const own = { instance: instance.id };
  expect(office.beginAttempt).toHaveBeenCalledExactlyOnceWith(
    { submissionId, gradingId, ...own },
    call,
  );
  expect(office.storeResult).toHaveBeenCalledExactlyOnceWith(
    { submissionId, attempt: 1, result: exampleResult, madeBy: serves, ...own },
    call,
  );
  const handedBack = { submissionId, attempt: 1, ...own };
  expect(office.handBack).toHaveBeenCalledExactlyOnceWith(handedBack, call);
  expect(createInstance().instance.id).not.toBe(instance.id);
});

test('sends heartbeats even if a call fails, and at last that it stops', async () => {
  const { instance, office } = createInstance();
  office.heartbeat.mockRejectedValueOnce(new Error('no API'));
  instance.start();
  await vi.waitFor(() => expect(office.heartbeat.mock.calls.length).toBeGreaterThan(3));
  await instance.stop();
  const sent = office.heartbeat.mock.calls.map(([request]) => request);
  const alive: HeartbeatRequest = { instance: instance.id, name: 'one', serves, ended: false };
  expect(sent.slice(0, -1)).toEqual(sent.slice(0, -1).map(() => alive));
  expect(sent.at(-1)).toEqual({ ...alive, ended: true });
});

test('sends one heartbeat at a time, and stops even if no API answers', async () => {
  const { instance, office } = createInstance(() => new Promise(() => undefined));
  instance.start();
  await instance.stop();
  expect(office.heartbeat).toHaveBeenCalledOnce();
});
