import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestResult } from '@touchstone/contracts';
import { readAssignmentFolder } from '@touchstone/course';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Trace } from '../../src/features/replay/trace.ts';
import { prepareBrowsers } from '../browser-python.ts';
import faultyLines from './faulty-lines.json' with { type: 'json' };
import { record } from './record.ts';

const checkout = join(import.meta.dirname, '..', '..', '..');
/** Beside the checkout; these tests are skipped without it. */
const programs = join(checkout, '../shared/review/wrong-programs');

/** The assignments of programs that are not in a folder of an assignment's name. */
const assignments: Readonly<Record<string, string>> = { '.': 'hello', syn: 'sum' };

let startBrowser: Awaited<ReturnType<typeof prepareBrowsers>>;

beforeAll(async () => {
  startBrowser = await prepareBrowsers();
});

async function jobOf(path: string) {
  const folder = dirname(path);
  const slug = assignments[folder] ?? folder;
  const { bundle } = await readAssignmentFolder(join(checkout, 'courses/first-steps', slug));
  return {
    fileName: bundle.fileName,
    code: readFileSync(join(programs, path), 'utf8'),
    files: bundle.files,
    testFiles: bundle.testFiles.filter(({ hidden }) => !hidden),
    cases: bundle.cases.filter(({ hidden }) => !hidden),
  };
}

/** The test in which a program never ends. */
const endless: Readonly<Record<string, string>> = {
  'fizz-buzz/f.py': 'FizzBuzzTest.test_plain_numbers',
};

type Failure = Pick<TestResult, 'name' | 'message'>;

/** The first visible test that fails; undefined if Python cannot load the program. */
async function firstFailure(path: string, job: object): Promise<Failure | undefined> {
  const name = endless[path];
  if (name !== undefined) return { name, message: null };
  const browser = await startBrowser({});
  let planned: readonly { readonly name: string }[] = [];
  const failed = new Map<string, Failure>();
  browser.judge(JSON.stringify(job), (text) => {
    const frame = JSON.parse(text) as {
      kind: string;
      tests: typeof planned;
      result: TestResult;
    };
    if (frame.kind === 'plan') planned = frame.tests;
    if (frame.kind === 'test' && frame.result.outcome !== 'passed')
      failed.set(frame.result.name, frame.result);
  });
  return planned.map((test) => failed.get(test.name)).find((each) => each !== undefined);
}

/** A faulty line is at most five steps before or after, or where one jump leads. */
function isNear({ steps, opensAt }: Trace, faulty: readonly number[]): boolean {
  const around = steps.slice(Math.max(opensAt - 5, 0), opensAt + 6);
  if (around.some(({ line }) => faulty.includes(line))) return true;
  return jumpsFrom(steps, opensAt).some((at) => faulty.includes(steps[at]?.line ?? 0));
}

/** To the exception, to a return, and to where a variable or an object last changed before. */
function jumpsFrom(steps: Trace['steps'], opensAt: number): number[] {
  const last = new Map<string, number>();
  const jumps: number[] = [];
  for (const [at, { kind, set = [], objects = [] }] of steps.entries()) {
    if (kind === 'raise' || kind === 'return') jumps.push(at);
    if (at >= opensAt) continue;
    // The line that changed it is the one before the change shows.
    for (const [frame, name] of set) last.set(`${frame} ${name}`, at - 1);
    for (const [id] of objects) last.set(`${id}`, at - 1);
  }
  return [...jumps, ...last.values()];
}

describe.skipIf(!existsSync(programs))('the wrong programs beside the checkout', () => {
  it.each(Object.entries(faultyLines))('opens near the fault of %s', async (path, faulty) => {
    const job = await jobOf(path);
    const failure = await firstFailure(path, job);
    if (failure === undefined) {
      // Python cannot read it, or stops in it before there are tests.
      const trace = record(await startBrowser({}), job, { test: '' });
      expect(trace.outcome?.passed).toBe(false);
      expect(trace.steps.length === 0 || isNear(trace, faulty)).toBe(true);
      return;
    }
    const trace = record(await startBrowser({}), job, { test: failure.name });
    if (trace.cut === null)
      expect(trace.outcome).toEqual({ passed: false, message: failure.message });
    expect(isNear(trace, faulty)).toBe(true);
  });
});
