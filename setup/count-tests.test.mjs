import { writeFile } from 'node:fs/promises';
import { temporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countTests } from './count-tests.mjs';

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
  const testResults = files.map((file) => ({
    status: file.status,
    assertionResults: file.tests.map((test) => ({ status: test })),
  }));
  await writeFile(report, JSON.stringify({ testResults }));
  return countTests(report, status);
}

test('sums over files', async () => {
  const files = [
    { status: 'passed', tests: ['passed', 'passed'] },
    { status: 'failed', tests: ['passed', 'failed'] },
  ];
  expect(await count(files, 1)).toEqual({ passed: 3, failed: 1 });
});

test('takes a skipped test for a failed one', async () => {
  const files = [{ status: 'passed', tests: ['passed', 'skipped', 'pending', 'todo'] }];
  expect(await count(files, 0)).toEqual({ passed: 1, failed: 3 });
});

test('takes a file that does not load for a failed test', async () => {
  expect(await count([{ status: 'failed', tests: [] }], 1)).toEqual({ passed: 0, failed: 1 });
});

test('takes a file whose hook failed for a failed test', async () => {
  const files = [{ status: 'failed', tests: ['passed'] }];
  expect(await count(files, 1)).toEqual({ passed: 1, failed: 1 });
});

test('takes a bad end that no test shows for a failed test', async () => {
  expect(await count([{ status: 'passed', tests: ['passed'] }], 1)).toEqual({
    passed: 1,
    failed: 1,
  });
  expect(countTests(`${folder.path}/no-report.json`, 1)).toEqual({ passed: 0, failed: 1 });
});
