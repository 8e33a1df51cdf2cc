import { join } from 'node:path';
import { startAllInOne, type AllInOne } from '@touchstone/cli/all-in-one';
import { freePort } from '@touchstone/servers';
import { launchChromium, temporaryFolder } from '@touchstone/test-kit';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { test } from 'vitest';
import { writeLongCourse } from './long-course.ts';
import { createWorkbench } from './page.ts';

/** The all-in-one with the sample course. */
interface RestartableSystem {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface PageFixtures {
  readonly system: RestartableSystem;
  readonly browser: Browser;
  /** Of a student who was never here before. */
  readonly context: BrowserContext;
  /** Opens a page, the first assignment's by default; with options, of another new student. */
  readonly open: (path?: string, as?: BrowserContextOptions) => Promise<Page>;
}

interface PageTestOptions {
  /** A second course, of 161 assignments; to load it takes seconds. */
  readonly withLongCourse?: boolean;
}

/** Tests of the page in Chromium; those of one file share a system and a browser. */
export const pageTest = ({ withLongCourse = false }: PageTestOptions = {}) =>
  test.extend<PageFixtures>({
    system: [
      // The first parameter names other fixtures, of which this needs none.
      // eslint-disable-next-line no-empty-pattern
      async ({}, use) => {
        const folder = await temporaryFolder();
        const options = {
          port: await freePort(),
          host: '127.0.0.1',
          dataFolder: join(folder.path, 'data'),
          courseFolders: [
            new URL('../courses/first-steps', import.meta.url).pathname,
            ...(withLongCourse ? [await writeLongCourse(join(folder.path, 'long-course'))] : []),
          ],
          graders: 2,
          sandbox: 'bubblewrap' as const,
          allowedHosts: [],
        };
        let system: AllInOne = await startAllInOne(options);
        await use({
          url: system.url,
          stop: () => system.close(),
          async start() {
            system = await startAllInOne(options);
          },
        });
        await system.close();
        await folder.remove();
      },
      { scope: 'file' },
    ],
    browser: [
      // eslint-disable-next-line no-empty-pattern
      async ({}, use) => {
        const browser = await launchChromium();
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
