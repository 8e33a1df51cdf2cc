import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, recordedJob, rightCode } from './jobs.ts';

/** A failure names its seed and message; the same seed generates the same messages. */
const seedOfRun = 20_261;

const python = '/usr/bin/python3';
const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const fuzzFolder = `${checkout}grader-image/fuzz/`;

const decoderRuns = 4;
const messagesPerRun = 25_000;

test('the judge’s decoder handles 100,000 generated messages', async () => {
  const seeds = Array.from({ length: decoderRuns }, (_, run) => seedOfRun + run);
  for (const { fault, value, exception } of await Promise.all(seeds.map(decode))) {
    expect(fault + value + exception).toBe(messagesPerRun);
    expect(fault).toBeGreaterThan(0);
    expect(value).toBeGreaterThan(0);
  }
});

async function decode(seed: number) {
  const { stdout } = await promisify(execFile)(python, [
    `${fuzzFolder}fuzz_decoder.py`,
    checkout,
    String(seed),
    String(messagesPerRun),
  ]);
  return JSON.parse(stdout) as { fault: number; value: number; exception: number };
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
});
afterAll(() => sandbox.close());

const gradings = 2_000;
const rightOneEvery = 100;

test('no program with one of 2,000 generated conversations passes or affects the next', async () => {
  const job = await recordedJob(sandbox, jobOf({ code: rightCode }));
  // A conversation that breaks off in the middle of a message times out.
  const limits = { ...job.bundle.limits, cpuSeconds: 0.5, wallSeconds: 0.5 };
  const bundle = { ...job.bundle, limits };
  const [messages, speaker] = ['messages.py', 'speaker.py'].map((name) =>
    readFileSync(fuzzFolder + name, 'utf8'),
  );
  const met = new Set<string>();
  const speak = async (seed: number) => {
    const code = `${messages}\nSEED = ${seed}\n${speaker}`;
    const { verdict, output } = await sandbox.grade({ ...job, bundle, code });
    expect(['passed', 'internal-error'], `seed ${seed}: ${output}`).not.toContain(verdict);
    met.add(verdict);
  };
  const gradeRightOne = () =>
    expect(sandbox.grade(job)).resolves.toMatchObject({ verdict: 'passed' });
  await Promise.all(
    Array.from({ length: gradings }, (_, index) => [
      speak(seedOfRun + index),
      ...(index % rightOneEvery === 0 ? [gradeRightOne()] : []),
    ]).flat(),
  );
  expect(met).toContain('runtime-error');
});

/** 6,000 pairs of a request and a wrong answer. */
const everyPair = 61;

test('no wrong answer to a request of the judge passes or counts as an internal error', async () => {
  const { stdout } = await promisify(execFile)(python, [
    `${fuzzFolder}fuzz_judge.py`,
    checkout,
    String(everyPair),
  ]);
  expect(JSON.parse(stdout)).toMatchObject({
    'runtime-error': expect.any(Number) as number,
    failed: expect.any(Number) as number,
  });
});
