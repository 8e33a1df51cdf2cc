import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GradingBundle, GradingReport } from '@touchstone/contracts';
import { readAssignmentFolder } from '@touchstone/course';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const folder = fileURLToPath(new URL('introspection/', import.meta.url));
const read = (...names: string[]) => readFileSync(path.join(folder, ...names), 'utf8');
const wrongPrograms = readdirSync(path.join(folder, 'wrong')).sort();

let sandbox: Sandbox;
let bundle: GradingBundle;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'bubblewrap' });
  const assignment = await readAssignmentFolder(path.join(folder, 'assignment'));
  const { record } = await sandbox.record({
    code: read('assignment', 'solution.py'),
    bundle: { ...assignment.bundle, judge: 'split' },
  });
  if (record === null) throw new Error('the model solution made no record');
  const key = '0'.repeat(64);
  bundle = { ...assignment.bundle, judge: 'split', record: { key, ...record } };
});
afterAll(() => sandbox.close());

/** The tests that a program passes with `python3 -m unittest`, in one process. */
function passedByUnittest(program: string): string[] {
  const script = path.join(folder, 'passed_by_unittest.py');
  const printed = execFileSync('/usr/bin/python3', [script, path.join(folder, program)], {
    encoding: 'utf8',
  });
  return JSON.parse(printed) as string[];
}

const passed = (report: GradingReport) =>
  report.tests
    .filter(({ outcome }) => outcome === 'passed')
    .map(({ name }) => name)
    .sort();

test('tests see the same of the model solution from another process as in one', async () => {
  const report = await sandbox.grade({ code: read('assignment', 'solution.py'), bundle });
  expect(report.tests.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(passed(report)).toEqual(passedByUnittest('assignment/solution.py'));
  expect(report.tests.length).toBeGreaterThanOrEqual(108);
});

test.each(wrongPrograms)('%s fails the tests that it fails in one process', async (name) => {
  const expected = passedByUnittest(path.join('wrong', name));
  const report = await sandbox.grade({ code: read('wrong', name), bundle });
  expect(report.verdict).toBe('failed');
  expect(passed(report)).toEqual(expected);
  expect(expected.length).toBeLessThan(report.tests.length);
});
