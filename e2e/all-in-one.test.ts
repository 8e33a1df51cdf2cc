import { startAllInOne, type AllInOne } from '@touchstone/cli/all-in-one';
import { freePort } from '@touchstone/servers';
import { launchChromium, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { solveTheFirstThree } from './journey.ts';

let folder: TemporaryFolder;
let system: AllInOne;
let browser: Browser;

beforeAll(async () => {
  folder = await temporaryFolder();
  const starting = startAllInOne({
    port: await freePort(),
    host: '127.0.0.1',
    dataFolder: folder.path,
    courseFolders: [new URL('../courses/first-steps', import.meta.url).pathname],
    graders: 2,
    sandbox: 'auto',
    allowedHosts: [],
  });
  [system, browser] = await Promise.all([starting, launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await system.close();
  await folder.remove();
});

it('lets a newcomer solve the first three assignments after three kinds of mistake', async () => {
  const page = await browser.newPage();
  await solveTheFirstThree(page, system.url);
  await page.close();
});

it('grades in a sandbox that has walls', () => {
  expect(system.sandbox).toContain('bubblewrap');
});
