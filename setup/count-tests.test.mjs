import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkout } from './checkout.mjs';
import { countE2eTests, countTests } from './count-tests.mjs';

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

test('sums over files', async () => {
  const files = [
    { status: 'passed', tests: ['passed', 'passed'] },
    { status: 'failed', tests: ['passed', 'failed'] },
  ];
  expect(await count(files, 1)).toMatchObject({ passed: 3, failed: 1 });
});

test('counts a skipped test as failed', async () => {
  const files = [{ status: 'passed', tests: ['passed', 'skipped', 'pending', 'todo'] }];
  expect(await count(files, 0)).toMatchObject({ passed: 1, failed: 3 });
});

test('counts a file that does not load as a failed test', async () => {
  expect(await count([{ status: 'failed', tests: [] }], 1)).toMatchObject({ passed: 0, failed: 1 });
});

test('counts a file whose hook failed as a failed test', async () => {
  const files = [{ status: 'failed', tests: ['passed'] }];
  expect(await count(files, 1)).toMatchObject({ passed: 1, failed: 1 });
});

test('names what failed', async () => {
  const files = [
    { status: 'failed', tests: ['passed', 'failed', 'skipped'] },
    { status: 'failed', tests: [] },
  ];
  expect((await count(files, 1)).failures).toEqual([
    'file-0.test.ts > a failed test',
    'file-0.test.ts > a skipped test',
    'file-1.test.ts',
  ]);
});

test('counts a failure outside of tests as a failed test', async () => {
  expect(await count([{ status: 'passed', tests: ['passed'] }], 1)).toMatchObject({
    passed: 1,
    failed: 1,
  });
  expect(countTests(`${folder.path}/no-report.json`, 1)).toMatchObject({ passed: 0, failed: 1 });
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

test('counts the tests of a browser', async () => {
  const stats = { expected: 7, unexpected: 0, flaky: 0, skipped: 0 };
  expect(await countE2e({ stats }, 0)).toMatchObject({ passed: 7, failed: 0 });
});

test('takes a skipped or flaky test of a browser for a failed one', async () => {
  const stats = { expected: 7, unexpected: 1, flaky: 2, skipped: 4 };
  expect(await countE2e({ stats }, 1)).toMatchObject({ passed: 7, failed: 7 });
});

test('takes a run of a browser that failed outside of its tests for a failed test', async () => {
  const stats = { expected: 7, unexpected: 0, flaky: 0, skipped: 0 };
  expect(await countE2e({ stats }, 1)).toMatchObject({ passed: 7, failed: 1 });
  expect(await countE2e({}, 1)).toMatchObject({ passed: 0, failed: 1 });
  expect(countE2eTests(`${folder.path}/no-report.json`, 1)).toMatchObject({ passed: 0, failed: 1 });
});

test('names the tests of a browser that failed', async () => {
  const specs = ['expected', 'unexpected', 'flaky', 'skipped'].map((status) => ({
    file: 'page.test.ts',
    title: `${status} test`,
    tests: [{ status }],
  }));
  const report = { suites: [{ specs: specs.slice(0, 2), suites: [{ specs: specs.slice(2) }] }] };
  expect((await countE2e(report, 1)).failures).toEqual([
    'e2e/page.test.ts > unexpected test',
    'e2e/page.test.ts > flaky test',
    'e2e/page.test.ts > skipped test',
  ]);
});
