import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssignmentFolder } from '@touchstone/course';
import { expect, it } from 'vitest';
import { prepareBrowsers } from '../browser-python.ts';
import { record } from './record.ts';

const course = join(import.meta.dirname, '../../../courses/first-steps');

it.each([
  ['game-of-life', 'RunTest.test_glider', null],
  ['game-of-life', 'RunTest.test_glider_goes_far', 'steps'],
  ['temperature', 'cases.8', null],
] as const)('records the model solution of %s in %s', async (slug, test, cut) => {
  const folder = join(course, slug);
  const { bundle } = await readAssignmentFolder(folder);
  const job = {
    code: readFileSync(join(folder, 'solution.py'), 'utf8'),
    files: bundle.files,
    testFiles: bundle.testFiles.filter(({ hidden }) => !hidden),
    cases: bundle.cases.filter(({ hidden }) => !hidden),
  };
  const startBrowser = await prepareBrowsers();
  const trace = record(await startBrowser({}), job, { test });
  expect(trace.cut).toBe(cut);
  expect(trace.outcome).toEqual(cut === null ? { passed: true, message: null } : null);
});
