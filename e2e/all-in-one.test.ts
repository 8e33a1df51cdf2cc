import { expect } from '@playwright/test';
import { solveTheFirstThree } from './journey.ts';
import { test } from './page-test.ts';

test('lets a newcomer solve the first three assignments after three kinds of mistake', async ({
  page,
}) => {
  await solveTheFirstThree(page);
});

test('grades in a sandbox that has walls', ({ system }) => {
  expect(system.sandbox).toContain('bubblewrap');
});
