import { healthSchema, problemSchema } from '@touchstone/contracts';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { createMetrics } from '../metrics/metrics.ts';

const createTestApp = (readiness: () => Promise<string[]> = () => Promise.resolve([])) => {
  const metrics = createMetrics();
  const logger = pino({ level: 'silent' });
  const app = createApp({
    logger,
    readiness,
    accessLog: false,
    registry: metrics.registry,
    sandbox: 'a fake one',
    python: () => '3.11.2',
  });
  return { app, metrics };
};

const readyPaths = ['/health', '/health/ready', '/grader-api/health'];

test.each(readyPaths)('%s answers 200 when all is well', async (path) => {
  const answer = await createTestApp().app.inject(path);
  expect(answer.statusCode).toBe(200);
  expect(healthSchema.parse(answer.json())).toEqual({
    ok: true,
    service: 'grader-api',
    reasons: [],
    sandbox: 'a fake one',
    python: '3.11.2',
  });
});

test.each(readyPaths)('%s answers 503 with the reasons when something is not', async (path) => {
  const reasons = ['The stream does not answer.'];
  const answer = await createTestApp(() => Promise.resolve(reasons)).app.inject(path);
  expect(answer.statusCode).toBe(503);
  expect(healthSchema.parse(answer.json())).toMatchObject({ ok: false, reasons });
});

test('/health/live answers 200 whatever else is wrong', async () => {
  const answer = await createTestApp(() => Promise.reject(new Error('broken'))).app.inject(
    '/health/live',
  );
  expect(answer.statusCode).toBe(200);
});

test('/metrics adds up the graders of a process, and has their sandbox and cache', async () => {
  const { app, metrics } = createTestApp();
  const [one, other] = [metrics.ofGrader(2), metrics.ofGrader(3)];
  one.graded('passed', 0.02);
  one.failed('sandbox');
  one.running(2);
  other.running(1);
  one.running(1);
  one.claimed(3);
  metrics.sandbox.started(0.4);
  metrics.sandbox.startFailed();
  metrics.sandbox.waited(0.002);
  metrics.bundleRead('hit');
  metrics.addReadiness(() => Promise.resolve(true));
  metrics.addReadiness(() => Promise.resolve(false));
  const { headers, body } = await app.inject('/metrics');
  expect(headers['content-type']).toContain('text/plain');
  for (const line of [
    'touchstone_gradings_total{verdict="passed"} 1',
    'touchstone_gradings_total{verdict="internal-error"} 0',
    'touchstone_grading_seconds_count 1',
    'touchstone_gradings_running 2',
    'touchstone_grader_slots 5',
    'touchstone_grading_faults_total{fault="sandbox"} 1',
    'touchstone_grading_faults_total{fault="refused"} 0',
    'touchstone_sandbox_start_seconds_bucket{le="0.5"} 1',
    'touchstone_sandbox_start_failures_total 1',
    'touchstone_sandbox_wait_seconds_sum 0.002',
    'touchstone_bundle_reads_total{outcome="hit"} 1',
    'touchstone_graders_ready 1',
    'touchstone_entries_claimed_total 3',
  ]) {
    expect(body.split('\n')).toContain(line);
  }
});

test.each([
  ['GET', '/nothing', 404, 'not-found'],
  ['POST', '/health', 405, 'method-not-allowed'],
  ['GET', '/%zz', 400, 'invalid-request'],
] as const)('%s %s is a problem document', async (method, url, status, type) => {
  const answer = await createTestApp().app.inject({ method, url });
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(problemSchema.parse(answer.json())).toMatchObject({ type: `/problems/${type}`, status });
});

test('an internal error names the request and nothing else', async () => {
  const { app } = createTestApp(() => Promise.reject(new Error('a secret detail')));
  const answer = await app.inject('/health');
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('secret');
  expect(problemSchema.parse(answer.json()).requestId).toEqual(expect.any(String));
});
