import { expect, type Page, type Route } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

const hello = '/courses/first-steps/hello';
const chunk = (name: string) => `**/assets/${name}-*.js`;
const openPanel = (page: Page, name: string) => page.getByRole('tab', { name }).click();

interface Part {
  /** The name of its file. */
  readonly name: string;
  readonly calledIt: string;
  readonly reach: (page: Page) => Promise<unknown>;
  /** A text that it shows. */
  readonly text: string;
  readonly leave?: (page: Page) => Promise<unknown>;
}

const pressSettings = (page: Page) => page.getByRole('button', { name: 'Settings' }).click();

/** In an order in which each can be reached from the one before. */
const parts: readonly Part[] = [
  {
    name: 'hints',
    calledIt: 'Hints',
    reach: () => Promise.resolve(),
    text: '2 hints, available',
  },
  {
    name: 'results-panel',
    calledIt: 'Results',
    reach: (page) => openPanel(page, 'Tests'),
    text: 'No result yet',
  },
  {
    name: 'run-panel',
    calledIt: 'Console',
    reach: (page) => openPanel(page, 'Console'),
    text: 'Run your program here',
  },
  {
    name: 'history-column',
    calledIt: 'History',
    reach: (page) => openPanel(page, 'History'),
    text: 'Nothing handed in yet',
  },
  {
    name: 'settings-sheet',
    calledIt: 'Settings',
    reach: pressSettings,
    text: 'Suggest names while I type',
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'progress-page',
    calledIt: 'This page',
    reach: (page) => page.getByRole('link', { name: 'Your progress' }).first().click(),
    text: 'Days on which you hand something in',
  },
  {
    name: 'any-notice',
    calledIt: 'This page',
    reach: (page) => page.goto(`${new URL(page.url()).origin}/no/such/page`),
    text: 'There is nothing at this address',
  },
];

const refuse = (route: Route) => route.abort();

test('loads each part of the page although the first request for it failed', async ({
  context,
  open,
}) => {
  const requests = new Map(parts.map(({ name }) => [name, 0]));
  for (const { name } of parts) {
    await context.route(chunk(name), (route) => {
      const count = (requests.get(name) ?? 0) + 1;
      requests.set(name, count);
      // The browser requests it twice: as a preload, and when it is needed.
      return count > 2 ? route.continue() : route.abort();
    });
  }
  const page = await open();
  for (const { reach, text, leave } of parts) {
    await reach(page);
    await page.getByText(text).first().waitFor();
    await leave?.(page);
  }
  expect([...requests].filter(([, count]) => count <= 2)).toEqual([]);
});

test('says which part could not be loaded, and reloads the page on request', async ({
  context,
  open,
}) => {
  for (const { name } of parts) await context.route(chunk(name), refuse);
  const page = await open();
  await createWorkbench(page).write('# typed');
  const failure = (of: Part) =>
    page.getByRole('alert').filter({ hasText: `${of.calledIt} could not be loaded.` });
  for (const part of parts) {
    await part.reach(page);
    await failure(part).waitFor();
  }
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.goto(page.url().replace('/no/such/page', hello));
  await openPanel(page, 'History');
  const reload = page.getByRole('tabpanel').getByRole('button', { name: 'Reload' });
  await reload.waitFor();
  await context.unroute(chunk('history-column'));
  await reload.click();
  await expect(createWorkbench(page).editor).toHaveText('# typed');
  await openPanel(page, 'History');
  await page.getByText('Nothing handed in yet').waitFor();
});

test('loads the styles of a part although the first request for them failed', async ({ open }) => {
  const page = await open();
  let requests = 0;
  await page.route('**/assets/settings-sheet-*.css', (route) =>
    ++requests > 1 ? route.continue() : route.abort(),
  );
  await pressSettings(page);
  await page.getByText('Suggest names while I type').waitFor();
  expect(requests).toBe(2);
  const hrefs = await page.evaluate(() => [...document.styleSheets].map(({ href }) => href));
  expect(hrefs.some((href) => href?.includes('settings-sheet'))).toBe(true);
});

test('asks which version to keep although the first request for the question failed', async ({
  open,
}) => {
  const page = await open();
  await page.route(chunk('draft-notice'), (route) => route.abort());
  await createWorkbench(page).write('# from here\n');
  await page.route('**/api/drafts/*', async (route) => {
    if (route.request().method() !== 'PUT') return route.fallback();
    const draft = { code: '# from elsewhere\n', revision: 7, changedAt: new Date().toISOString() };
    return route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409, draft }),
    });
  });
  await page.keyboard.type('# more');
  const failure = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
  await failure.waitFor();
  await page.unroute(chunk('draft-notice'));
  await page.context().setOffline(true);
  await failure.getByText('You are offline.').waitFor();
  expect(await failure.getByRole('button').count()).toBe(0);
  await page.context().setOffline(false);
  await page.getByRole('region', { name: 'Two versions of this program' }).waitFor();
  await expect(createWorkbench(page).editor).toContainText('# from here# more');
});

/** Pages of an older release, whose files the server no longer has. */
async function serveOlderRelease(page: Page, maxPages: number): Promise<() => number> {
  let pages = 0;
  const isOld = () => pages <= maxPages;
  const entry = /(<script type="module"[^>]* src="\/assets\/)(index-[\w-]+)\.js"/;
  await page.route('**/courses/**', async (route: Route) => {
    if (route.request().resourceType() === 'document') pages += 1;
    else return route.fallback();
    const response = await route.fetch();
    const body = await response.text();
    if (!isOld()) return route.fulfill({ response, body });
    return route.fulfill({ response, body: body.replace(entry, '$1older-$2.js"') });
  });
  await page.route('**/assets/older-*.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `import './${new URL(route.request().url()).pathname.split('/older-')[1]}';`,
    }),
  );
  await page.route(chunk('history-column'), (route) =>
    isOld() ? route.fulfill({ status: 404 }) : route.fallback(),
  );
  return () => pages;
}

test('reloads the page after an upgrade and keeps the typed code', async ({ page }) => {
  const pages = await serveOlderRelease(page, 1);
  await page.goto(hello);
  await createWorkbench(page).write('# typed before the upgrade');
  await openPanel(page, 'History');
  await expect.poll(pages).toBe(2);
  await expect(createWorkbench(page).editor).toContainText('# typed before the upgrade');
  await openPanel(page, 'History');
  await page.getByText('Nothing handed in yet').waitFor();
  expect(pages()).toBe(2);
});

test('reloads the page only once if that does not help', async ({ page }) => {
  const pages = await serveOlderRelease(page, Infinity);
  await page.goto(hello);
  await openPanel(page, 'History');
  await expect.poll(pages).toBe(2);
  await openPanel(page, 'History');
  await page.getByText('History could not be loaded.').waitFor();
  expect(pages()).toBe(2);
});

test('shows offline what was opened before, with its code, and says which were not', async ({
  open,
}) => {
  const page = await open();
  const workbench = createWorkbench(page);
  const { editor, title } = workbench;
  await workbench.write('# typed in hello');
  await workbench.openList();
  const go = (name: string) =>
    page.getByRole('navigation', { name: 'Assignments' }).getByRole('link', { name }).click();
  await go('Sum');
  await expect(editor).toContainText('def add');
  await go('Ask and answer');
  await expect(editor).toContainText('def greet');
  await page.context().setOffline(true);
  await page.goBack();
  await expect(title).toContainText('Sum');
  await expect(editor).toContainText('def add');
  await page.goBack();
  await expect(editor).toHaveText('# typed in hello');
  await page.getByText('Hello, World!').first().waitFor();
  // This is sent to the server later.
  await workbench.write('# typed offline');
  await go('Fizz buzz');
  await page.getByText('The rest of this assignment loads when').first().waitFor();
  await page.goBack();
  await expect(editor).toHaveText('# typed offline');
  await page.context().setOffline(false);
  await page.goForward();
  await page
    .getByText('The rest of this assignment loads when')
    .first()
    .waitFor({ state: 'detached' });
  await expect(editor).toContainText('def');
});
