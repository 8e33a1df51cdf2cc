import { launchChromium, type ChromiumOptions } from '@touchstone/test-kit';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { test } from 'vitest';
import { createWorkbench } from './page.ts';
import {
  startTestAllInOne,
  type RunningAllInOne,
  type TestAllInOneOptions,
} from './running-all-in-one.ts';

interface PageFixtures {
  readonly system: RunningAllInOne;
  readonly browser: Browser;
  /** Of a student who was never here before. */
  readonly context: BrowserContext;
  /** Opens a page, the first assignment's by default; with options, of another new student. */
  readonly open: (path?: string, as?: BrowserContextOptions) => Promise<Page>;
}

type PageTestOptions = Pick<TestAllInOneOptions, 'withLongCourse'> &
  Pick<ChromiumOptions, 'scrollbars'>;

/** Tests of the page in Chromium; those of one file share a system and a browser. */
export const pageTest = ({ scrollbars = false, ...options }: PageTestOptions = {}) =>
  test.extend<PageFixtures>({
    system: [
      // The first parameter names other fixtures, of which this needs none.
      // eslint-disable-next-line no-empty-pattern
      async ({}, use) => {
        const system = await startTestAllInOne({ sandbox: 'bubblewrap', ...options });
        await use(system);
        await system.close();
      },
      { scope: 'file' },
    ],
    browser: [
      // eslint-disable-next-line no-empty-pattern
      async ({}, use) => {
        const browser = await launchChromium({ scrollbars });
        await use(browser);
        await browser.close();
      },
      { scope: 'file' },
    ],
    async context({ browser }, use) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await use(context);
      await context.close();
    },
    async open({ system, browser, context }, use) {
      const others: BrowserContext[] = [];
      await use(async (path = '/courses/first-steps/hello', as) => {
        const other = as && (await browser.newContext(as));
        if (other) others.push(other);
        const page = await (other ?? context).newPage();
        await page.goto(system.url + path);
        await createWorkbench(page).title.waitFor();
        return page;
      });
      for (const other of others) await other.close();
    },
  });
