import {
  test as base,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test';
import { allowMissingMediaFeatures } from '@touchstone/test-kit';
import { createWorkbench } from './page.ts';
import { startTestAllInOne, type RunningAllInOne } from './running-all-in-one.ts';

interface PageFixtures {
  /** Opens a page, the first assignment's by default; with options, of another new student. */
  readonly open: (path?: string, as?: BrowserContextOptions) => Promise<Page>;
}

interface SystemFixtures {
  /** Whether the system has a second course, of 161 assignments. */
  readonly withLongCourse: boolean;
  /** Whether it has a course whose students edit several files. */
  readonly withFilesCourse: boolean;
  /** Whether it has a course with dates around now. */
  readonly withDatedCourse: boolean;
  /**
   * The file whose course only its members see; false without one. Each such file has a system of its own, since its
   * tests count the people of the course.
   */
  readonly withInvitedCourse: false | string;
  /** The all-in-one; all tests of a worker share it. */
  readonly system: RunningAllInOne;
}

/** Tests of the page. Each test's `context` is a student who was never here before. */
export const test = base.extend<PageFixtures, SystemFixtures>({
  withLongCourse: [false, { scope: 'worker', option: true }],
  withFilesCourse: [false, { scope: 'worker', option: true }],
  withDatedCourse: [false, { scope: 'worker', option: true }],
  withInvitedCourse: [false, { scope: 'worker', option: true }],
  system: [
    async ({ withLongCourse, withFilesCourse, withDatedCourse, withInvitedCourse }, use) => {
      const system = await startTestAllInOne({
        ...{ withLongCourse, withFilesCourse, withDatedCourse },
        withInvitedCourse: withInvitedCourse !== false,
      });
      await use(system);
      await system.close();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  browser: [
    async ({ browser, browserName }, use) => {
      if (browserName === 'firefox') allowMissingMediaFeatures(browser);
      await use(browser);
    },
    { scope: 'worker' },
  ],
  baseURL: ({ system }, use) => use(system.url),
  async open({ browser, context }, use) {
    const others: BrowserContext[] = [];
    await use(async (path = '/courses/first-steps/hello', as) => {
      const other = as && (await browser.newContext(as));
      if (other) others.push(other);
      const page = await (other ?? context).newPage();
      await page.goto(path);
      await createWorkbench(page).title.waitFor();
      return page;
    });
    for (const other of others) await other.close();
  },
});
