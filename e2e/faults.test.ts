import { launchChromium } from '@touchstone/test-kit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults } from './axe.ts';
import { pointsOf, readSolution, seeResult } from './journey.ts';
import { playRounds } from './keystrokes/play-rounds.ts';
import { createWorkbench } from './page.ts';
import { startTestStack, type RunningStack } from './running-stack.ts';

let stack: RunningStack;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack(), launchChromium()]);
});

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

afterAll(async () => {
  await browser.close();
  await stack.close();
});

/** A browser of its own, as on another device. */
async function newDevice(): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  contexts.push(context);
  return context;
}

async function open(context: BrowserContext, slug = 'hello'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${stack.url}/courses/first-steps/${slug}`);
  await createWorkbench(page).editor.waitFor();
  await page.evaluate('window.neverReloaded = true');
  return page;
}

async function neverReloaded(page: Page): Promise<void> {
  expect(await page.evaluate('window.neverReloaded')).toBe(true);
}

/** A second device of the page's user, which got there by the code that the settings show. */
async function continueElsewhere(page: Page, slug = 'hello'): Promise<Page> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Continue on another device' }).click();
  const code = await page.getByRole('dialog').locator('code.secret').textContent();
  await page.keyboard.press('Escape');
  const other = await open(await newDevice(), slug);
  await takeCode(other, code ?? '');
  return other;
}

async function takeCode(page: Page, code: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Code or recovery key from before').fill(code);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => page.evaluate('window.neverReloaded')).toBeUndefined();
  await createWorkbench(page).editor.waitFor();
  await page.evaluate('window.neverReloaded = true');
}

/** Resolves when the server has this code as the draft. */
async function seeDraft(page: Page, code: string): Promise<void> {
  await expect.poll(() => draftOf(page)).toBe(code);
}

const draftOf = (page: Page): Promise<string | null> =>
  page.evaluate(async () => {
    const [, , course, slug] = location.pathname.split('/');
    const list = (await (await fetch(`/api/assignments?course=${course}`)).json()) as {
      assignments: { id: string; slug: string }[];
    };
    const id = list.assignments.find((assignment) => assignment.slug === slug)?.id;
    const answer = (await (await fetch(`/api/drafts/${id}`)).json()) as {
      draft: { code: string } | null;
    };
    return answer.draft?.code ?? null;
  });

/** Hands in a program of which there is no result yet, with the cursor left at its end; it is in grading. */
async function handInSlow(page: Page): Promise<void> {
  const code = `import time\ntime.sleep(1.5)\n${await readSolution('hello')}# ${Math.random()}\n`;
  await createWorkbench(page).write(code);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Being graded').first().waitFor();
}

const editorHas = (page: Page, text: string) =>
  expect.poll(() => createWorkbench(page).editor.textContent()).toContain(text);

it('brings points and draft to another device by a code, which agrees from then on', async () => {
  const one = await open(await newDevice());
  await createWorkbench(one).write(await readSolution('hello'));
  await createWorkbench(one).handIn();
  await seeResult(one, 'Solved');
  await one.getByRole('link', { name: 'Next assignment' }).click();
  await expect.poll(() => one.url()).toContain('/sum');
  const draft = 'def sum_of(numbers):\n    # half done, größer 🎲\n';
  await createWorkbench(one).write(draft);
  await seeDraft(one, draft);

  const other = await continueElsewhere(one);
  await expect.poll(() => other.url()).toContain('/sum');
  await expect.poll(() => pointsOf(other)).toBe(100);
  await editorHas(other, 'half done, größer 🎲');

  // Both look on while the other device hands in.
  await createWorkbench(other).write(
    `import time\ntime.sleep(1.5)\n${await readSolution('sum')}# ${Math.random()}\n`,
  );
  await createWorkbench(other).handIn();
  await one.getByText('Being graded').first().waitFor();
  await seeResult(other, 'Solved');
  await seeResult(one, 'Solved');
  await expect.poll(() => pointsOf(one)).toBe(200);
  await expect.poll(() => pointsOf(other)).toBe(200);
  const solved = (page: Page) => page.getByRole('navigation').getByText('2 of').first().isVisible();
  expect(await solved(one)).toBe(await solved(other));
  await neverReloaded(one);
  await neverReloaded(other);
});

it('offers a recovery key after the first solved assignment, which works in a new browser', async () => {
  const page = await open(await newDevice());
  const offer = page.getByText('A recovery key brings them back');
  await createWorkbench(page).write(await readSolution('hello'));
  expect(await offer.isVisible()).toBe(false);
  const button = page.getByRole('button', { name: 'Hand in' });
  const place = await button.boundingBox();
  await button.click();
  await offer.waitFor();
  // Nothing has moved below the pointer.
  expect(await button.boundingBox()).toEqual(place);
  await page.getByRole('button', { name: 'Make one' }).click();
  const make = page.getByRole('button', { name: 'Make a recovery key' });
  await expect.poll(() => make.evaluate((node) => node.matches(':focus'))).toBe(true);
  await make.click();
  const secret = page.getByRole('dialog').locator('code.secret');
  await secret.waitFor();
  const key = (await secret.textContent()) ?? '';
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await offer.isVisible()).toBe(false);

  const fresh = await open(await newDevice());
  await takeCode(fresh, key.toLowerCase());
  await expect.poll(() => pointsOf(fresh)).toBe(100);
});

it('keeps both versions when two devices went on apart, and asks which one stays', async () => {
  const one = await open(await newDevice());
  await createWorkbench(one).write('# begun\n');
  await seeDraft(one, '# begun\n');
  const other = await continueElsewhere(one);
  await editorHas(other, '# begun');
  await one.context().setOffline(true);
  await createWorkbench(one).write('# from one\n');
  await createWorkbench(other).write('# from other\n');
  await seeDraft(other, '# from other\n');
  await one.context().setOffline(false);

  const notice = one.getByRole('region', { name: 'Two versions of this program' });
  await notice.waitFor();
  await notice.getByText('Show the other version').click();
  await notice.getByText('# from other').waitFor();
  await expect.poll(() => accessibilityFaults(one)).toEqual([]);
  await editorHas(one, '# from one');
  await seeDraft(one, '# from other\n');

  // A reload answers nothing.
  await one.reload();
  await notice.waitFor();
  await editorHas(one, '# from one');
  await notice.getByRole('button', { name: 'Keep the one below' }).click();
  await notice.waitFor({ state: 'detached' });
  await seeDraft(one, '# from one\n');
});

it('loses no keystroke of a network cut while typing, and sends them by itself', async () => {
  const page = await open(await newDevice());
  const { editor } = createWorkbench(page);
  await createWorkbench(page).write('# ');
  await page.keyboard.type('before ', { delay: 5 });
  await page.context().setOffline(true);
  await page.keyboard.type('within ', { delay: 30 });
  await page.getByText('You are offline').first().waitFor();
  await page.context().setOffline(false);
  await page.keyboard.type('after', { delay: 30 });
  expect(await editor.textContent()).toContain('# before within after');
  await seeDraft(page, '# before within after');
  await neverReloaded(page);
});

it('shows the verdict after a network cut in mid-grading', async () => {
  const page = await open(await newDevice());
  await handInSlow(page);
  await page.context().setOffline(true);
  await page.getByText('You are offline').first().waitFor();
  await page.keyboard.type('# typed offline');
  await page.context().setOffline(false);
  await seeResult(page, 'Solved');
  await editorHas(page, '# typed offline');
  await expect.poll(() => pointsOf(page)).toBe(100);
  await neverReloaded(page);
});

const faults = {
  async 'both APIs are killed'() {
    const apis = ['programming-api-1', 'programming-api-2'].map((name) => stack.process(name));
    for (const api of apis) api.kill('SIGKILL');
    await expect.poll(() => apis.every(({ pid }) => pid !== null)).toBe(true);
  },
  async 'Redis stops'() {
    await stack.redis.stop();
    await stack.redis.start();
  },
  async 'nginx restarts'() {
    await stack.nginx.stop();
    await stack.nginx.start();
  },
};

it.each(Object.entries(faults))(
  'shows the verdict, and keeps what is typed, although %s in mid-grading',
  async (_what, fault) => {
    const page = await open(await newDevice());
    await handInSlow(page);
    await Promise.all([fault(), page.keyboard.type('# typed meanwhile')]);
    await seeResult(page, 'Solved');
    await expect.poll(() => pointsOf(page)).toBe(100);
    await editorHas(page, '# typed meanwhile');
    await expect.poll(() => draftOf(page)).toContain('# typed meanwhile');
    await neverReloaded(page);
  },
);

it('loses no key older than a second, whatever happens while three students type', async () => {
  const seed = 1 + Math.floor(Math.random() * 1_000_000);
  const { losses } = await playRounds({ browser, url: stack.url, seed, rounds: 9, students: 3 });
  expect({ seed, losses }).toEqual({ seed, losses: [] });
});
