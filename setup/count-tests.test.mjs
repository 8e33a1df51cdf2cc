import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkout } from './checkout.mjs';
import { countE2eTests, countTests, replaceCounts, sum } from './count-tests.mjs';

/** @type {import('@touchstone/test-kit').TemporaryFolder} */
let folder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

/**
 * @param {{ status: string, tests: string[] }[]} files
 * @param {number} status
 */
async function count(files, status) {
  const report = `${folder.path}/report.json`;
  const testResults = files.map((file, at) => ({
    name: join(checkout, `file-${at}.test.ts`),
    status: file.status,
    assertionResults: file.tests.map((test) => ({ status: test, fullName: `a ${test} test` })),
  }));
  await writeFile(report, JSON.stringify({ testResults }));
  return countTests(report, status);
}

test('counts by file, and names what failed', async () => {
  const files = [
    { status: 'passed', tests: ['passed', 'passed'] },
    { status: 'failed', tests: ['passed', 'failed'] },
  ];
  expect(await count(files, 1)).toEqual([
    { file: 'file-0.test.ts', passed: 2, failures: [] },
    { file: 'file-1.test.ts', passed: 1, failures: ['file-1.test.ts > a failed test'] },
  ]);
});

test('counts a skipped test as failed', async () => {
  const files = [{ status: 'passed', tests: ['passed', 'skipped', 'pending', 'todo'] }];
  expect(sum(await count(files, 0))).toEqual({
    passed: 1,
    failures: ['skipped', 'pending', 'todo'].map((status) => `file-0.test.ts > a ${status} test`),
  });
});

test.each([
  ['that does not load', [], 0],
  ['whose hook failed', ['passed'], 1],
])('counts a file %s as a failed test', async (_which, tests, passed) => {
  expect(sum(await count([{ status: 'failed', tests }], 1))).toEqual({
    passed,
    failures: ['file-0.test.ts'],
  });
});

test('counts a failure outside of tests as a failed test', async () => {
  const failures = ['the run of vitest'];
  expect(sum(await count([{ status: 'passed', tests: ['passed'] }], 1))).toEqual({
    passed: 1,
    failures,
  });
  expect(sum(countTests(`${folder.path}/no-report.json`, 1))).toEqual({ passed: 0, failures });
});

/**
 * @param {object} content
 * @param {number} status
 */
async function countE2e(content, status) {
  const report = `${folder.path}/e2e-report.json`;
  await writeFile(report, JSON.stringify(content));
  return countE2eTests(report, status);
}

/** @param {string} status */
const spec = (status) => ({
  file: 'page.test.ts',
  title: `${status} test`,
  tests: [{ status }],
});

test('counts the tests of a browser; a skipped or flaky one has failed', async () => {
  const suites = [{ specs: [spec('expected'), spec('flaky')] }, { specs: [spec('skipped')] }];
  const report = { suites: [{ specs: [spec('expected'), spec('unexpected')], suites }] };
  expect(await countE2e(report, 1)).toEqual([
    {
      file: 'e2e/page.test.ts',
      passed: 2,
      failures: ['unexpected', 'flaky', 'skipped'].map(
        (status) => `e2e/page.test.ts > ${status} test`,
      ),
    },
  ]);
});

test('takes a run of a browser that failed outside of its tests for a failed test', async () => {
  const failures = ['the run of Playwright'];
  const report = { suites: [{ specs: [spec('expected')] }] };
  expect(sum(await countE2e(report, 1))).toEqual({ passed: 1, failures });
  expect(sum(await countE2e({}, 1))).toEqual({ passed: 0, failures });
  expect(sum(countE2eTests(`${folder.path}/no-report.json`, 1))).toEqual({ passed: 0, failures });
});

test('puts the counts of files that were run again in the place of the first ones', () => {
  const gate = { file: null, passed: 1, failures: [] };
  const right = { file: 'a.test.ts', passed: 3, failures: [] };
  const first = [gate, right, { file: 'b.test.ts', passed: 1, failures: ['b.test.ts > x'] }];
  const again = [{ file: 'b.test.ts', passed: 2, failures: [] }];
  expect(replaceCounts(first, again)).toEqual([gate, right, ...again]);
  const failedRun = { file: null, passed: 0, failures: ['the run of vitest'] };
  expect(replaceCounts(first, [failedRun])).toEqual([...first, failedRun]);
});
