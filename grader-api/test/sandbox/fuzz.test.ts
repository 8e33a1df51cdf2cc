import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, recordedJob, rightCode } from './jobs.ts';

/** A failure names its seed and message; the same seed makes the same messages. */
const seedOfRun = 20_261;

const python = '/usr/bin/python3';
const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const fuzzFolder = `${checkout}grader-image/fuzz/`;

const decoderRuns = 20;
const messagesPerRun = 5_000;

test('100,000 made messages do to the judge’s decoder what it foresees', async () => {
  for (const half of [0, 1]) {
    const runs = Array.from({ length: decoderRuns / 2 }, (_, run) => seedOfRun + 2 * run + half);
    for (const pair of [runs.slice(0, 5), runs.slice(5)]) {
      const outcomes = await Promise.all(pair.map(decode));
      for (const { fault, value, exception } of outcomes) {
        expect(fault + value + exception).toBe(messagesPerRun);
        expect(fault).toBeGreaterThan(0);
        expect(value).toBeGreaterThan(0);
      }
    }
  }
}, 240_000);

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
const atOnce = 50;

test('no program that speaks 2,000 made conversations passes or disturbs the next', async () => {
  const job = await recordedJob(sandbox, jobOf({ code: rightCode }));
  const [messages, speaker] = ['messages.py', 'speaker.py'].map((name) =>
    readFileSync(fuzzFolder + name, 'utf8'),
  );
  const met = new Set<string>();
  for (let seed = seedOfRun; seed < seedOfRun + gradings; seed += atOnce) {
    const speak = async (_: unknown, index: number) => {
      const code = `${messages}\nSEED = ${seed + index}\n${speaker}`;
      const { verdict, output } = await sandbox.grade({ ...job, code });
      expect(verdict, `seed ${seed + index}: ${output}`).not.toBe('passed');
      expect(verdict, `seed ${seed + index}: ${output}`).not.toBe('internal-error');
      met.add(verdict);
    };
    await Promise.all(Array.from({ length: atOnce }, speak));
    await expect(sandbox.grade(job)).resolves.toMatchObject({ verdict: 'passed' });
  }
  expect([...met].sort()).toEqual(expect.arrayContaining(['runtime-error']));
}, 240_000);
