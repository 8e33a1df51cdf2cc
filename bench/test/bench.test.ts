import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runFile } from '@touchstone/runtime/programs';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Times out before the test does, so that no process is left running. */
const bench = (...args: string[]) =>
  promisify(execFile)(process.execPath, [runFile, main, ...args], {
    timeout: 600_000,
  });

test('the benches are listed', async () => {
  const { stdout } = await bench('--help');
  for (const name of ['grading', 'soak', 'verdict', 'streams']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  }
});

test('a bench that does not exist is wrong usage', async () => {
  await expect(bench('graiding')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('graiding') as unknown,
  });
});

test('grading is compared to bare Python', async () => {
  const { stdout } = await bench(
    ...['grading', '--cores', '1', '--seconds', '0.2', '--idle', '2', '--programs', 'one-line'],
  );
  expect(stdout).toMatch(/one-line, bare unittest +\d+\.\d +1\.00 x/);
  expect(stdout).toMatch(/one-line, shared +\d+\.\d +\d+\.\d\d x/);
  const file = /^All figures: (.*)$/m.exec(stdout)?.[1] ?? '';
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    bench: 'grading',
    runs: [{ cores: 1 }],
  });
});

test('a revision is measured alternately with another one', async () => {
  const short = ['--cores', '1', '--seconds', '0.2', '--idle', '0', '--programs', 'one-line'];
  const { stdout } = await bench('grading', '--against', 'HEAD', '--pairs', '2', ...short);
  expect(stdout).toContain('This checkout against HEAD, 2 alternating runs each:');
  expect(stdout).toMatch(
    /^one-line, split, on 1, a second( +\d+\.\d+){2} +\d\.\d{3} +\d+\.\d{3} to \d+\.\d{3} +\w+/m,
  );
  const file = /^All figures: (.*)$/m.exec(stdout)?.[1] ?? '';
  const { comparisons } = JSON.parse(await readFile(file, 'utf8')) as {
    comparisons: { here: number; there: number; ratio: number }[];
  };
  for (const { here, there, ratio } of comparisons) expect(ratio).toBeCloseTo(here / there, 5);
});

test('a revision that git does not know is wrong usage', async () => {
  await expect(bench('grading', '--against', 'no-such-branch')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('git knows no revision "no-such-branch"') as unknown,
  });
});

test('the account has each part of a grading, and their sum', async () => {
  const { stdout } = await bench('account', '--gradings', '5', '--programs', 'one-line,script');
  const file = /^All figures: (.*)$/m.exec(stdout)?.[1] ?? '';
  const { figures } = JSON.parse(await readFile(file, 'utf8')) as {
    figures: { name: string; value: number; unit: string }[];
  };
  const millis = (name: string) =>
    figures.find((each) => each.name === name && each.unit === 'ms')?.value ?? NaN;
  for (const program of ['one-line', 'script']) {
    const stages = ['start', 'pages', 'walls', 'work', 'exit'];
    const parts = ['student', 'judge'].flatMap((side) => stages.map((each) => `${side}: ${each}`));
    for (const part of [...parts, 'supervisor']) {
      expect(millis(`${program}, ${part}`), part).toBeGreaterThan(0);
      expect(millis(`${program}, ${part}`), part).toBeLessThan(millis(`${program}, all`));
    }
  }
  expect(millis('exit of a C program')).toBeGreaterThan(0);
});

test('a soaked sandbox leaves nothing behind', async () => {
  const run = bench('soak', '--count', '20', '--max-growth-mib', '256');
  // The output of a failed run names what is left over.
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
  expect(stdout).toContain('Nothing is left over.');
});

test('exports of a course are measured with a tenth of its submissions and with all', async () => {
  const small = ['--submissions', '400', '--students', '20', '--assignments', '3'];
  // So small, what garbage is left decides whether the goal is met.
  const run = bench('exports', ...small);
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
  for (const figure of ['points as CSV, peak memory', 'all programs as zip, size']) {
    expect(stdout).toMatch(new RegExp(`^${figure} +\\d`, 'm'));
  }
});

test('all benches of the stack run on one stack', async () => {
  const options = ['--seconds', '0.5', '--samples', '4', '--rounds', '1'];
  const few = ['--per-second', '4', '--rows', '50,100', '--streams', '6'];
  const { stdout } = await bench('stack', '--one-stack', ...options, ...few);
  for (const figure of [
    'graded, all different',
    'verdict, idle, p95 of 4',
    'verdict, idle, in Chromium, p95 of 2',
    'reads, from the API',
    '4 received their results in',
    'reuse at 100 rows',
  ]) {
    expect(stdout).toContain(figure);
  }
});

test('what handing in costs is measured while no grader runs', async () => {
  const { stdout } = await bench('hand-in', '--seconds', '0.5');
  for (const figure of ['handed in, all different', 'receipt with 24 at once, p99']) {
    expect(stdout).toMatch(new RegExp(`^${figure} +\\d`, 'm'));
  }
  expect(stdout).toMatch(/^processor time of a hand-in, grader-api +0\.0\d/m);
});

test('a flood is measured by what is stored and by the latency of others', async () => {
  // Eight seconds are too short for the goal, so the exit status does not matter.
  const run = bench('flood', '--flood-seconds', '8').catch((error: unknown) => error);
  const { stdout, stderr } = (await run) as { stdout: string; stderr: string };
  expect(stdout, stderr).toMatch(/^flood, hand in, answered 200 +\d/m);
  const rows = /^the flooding user, all of 127\.0\.0\.2, after +([\d.]+) +rows/m.exec(stdout)?.[1];
  // One before, then those that two minutes allow, since a slow machine takes longer than eight seconds.
  expect(Number(rows)).toBeLessThanOrEqual(121);
  expect(stdout).toMatch(/^others GET \/api\/me, flooded, p95 +[\d.]+ +x quiet/m);
});

test('a regrade is measured beside live gradings, and no result of it differs', async () => {
  // It is too short for the goal of live verdicts, so the exit status does not matter.
  const run = bench('regrade', '--submissions', '12', '--seconds', '1', '--per-second', '1').catch(
    (error: unknown) => error,
  );
  const { stdout, stderr } = (await run) as { stdout: string; stderr: string };
  expect(stdout, stderr).toMatch(/^submissions graded again +12/m);
  expect(stdout).toMatch(/^results that differ +0\.00 +<= 0 +met/m);
  expect(stdout).toMatch(/^live, during a regrade, p95 +[\d.]+ +x quiet/m);
});
