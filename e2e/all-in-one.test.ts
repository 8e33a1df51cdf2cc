import { launchChromium } from '@touchstone/test-kit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { solveTheFirstThree } from './journey.ts';
import { startTestAllInOne, type RunningAllInOne } from './running-all-in-one.ts';

let system: RunningAllInOne;
let browser: Browser;

beforeAll(async () => {
  [system, browser] = await Promise.all([startTestAllInOne({ sandbox: 'auto' }), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await system.close();
});

it('lets a newcomer solve the first three assignments after three kinds of mistake', async () => {
  const page = await browser.newPage();
  await solveTheFirstThree(page, system.url);
  await page.close();
});

it('grades in a sandbox that has walls', () => {
  expect(system.sandbox).toContain('bubblewrap');
});
