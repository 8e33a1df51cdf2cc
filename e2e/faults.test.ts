import { expect, type BrowserContext, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { pointsOf, readSolution, seeResult } from './journey.ts';
import { playRounds } from './keystrokes/play-rounds.ts';
import { createWorkbench } from './page.ts';
import type { RunningStack } from './running-stack.ts';
import { test as stackTest } from './stack-test.ts';

/** Opens an assignment, `hello` by default, in a new browser context, as on another device. */
type OpenDevice = (slug?: string) => Promise<Page>;

const test = stackTest.extend<{ readonly openDevice: OpenDevice }>({
  async openDevice({ browser }, use) {
    const contexts: BrowserContext[] = [];
    await use(async (slug = 'hello') => {
      const context = await browser.newContext();
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(`/courses/first-steps/${slug}`);
      await createWorkbench(page).editor.waitFor();
      await page.evaluate('window.neverReloaded = true');
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

async function neverReloaded(page: Page): Promise<void> {
  expect(await page.evaluate('window.neverReloaded')).toBe(true);
}

/** Signs a second device in as the page's user, by the code that the settings show. */
async function continueElsewhere(page: Page, openDevice: OpenDevice): Promise<Page> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Continue on another device' }).click();
  const code = await page.getByRole('dialog').locator('code.secret').textContent();
  await page.keyboard.press('Escape');
  const other = await openDevice();
  await takeCode(other, code ?? '');
  return other;
}

async function takeCode(page: Page, code: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Code or recovery key').fill(code);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.waitForFunction(() => !('neverReloaded' in window));
  await createWorkbench(page).editor.waitFor();
  await page.evaluate('window.neverReloaded = true');
}

/** Resolves when the server has this code as the draft. */
async function seeDraft(page: Page, code: string): Promise<void> {
  await expect(async () => expect(await draftOf(page)).toBe(code)).toPass();
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

/** Hands in a program without an earlier result, and waits until it is being graded. The cursor is at its end. */
async function handInSlow(page: Page): Promise<void> {
  const code = `import time\ntime.sleep(1.5)\n${await readSolution('hello')}# ${Math.random()}\n`;
  await createWorkbench(page).write(code);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Grading…').first().waitFor();
}

const editorHas = (page: Page, text: string) =>
  expect(createWorkbench(page).editor).toContainText(text);

test('brings points and draft to another device by a code, and keeps both in sync', async ({
  openDevice,
}) => {
  const one = await openDevice();
  await createWorkbench(one).write(await readSolution('hello'));
  await createWorkbench(one).handIn();
  await seeResult(one, 'Solved');
  await one.getByRole('link', { name: /^Next: / }).click();
  await expect(one).toHaveURL('/courses/first-steps/sum');
  const draft = 'def sum_of(numbers):\n    # half done, größer 🎲\n';
  await createWorkbench(one).write(draft);
  await seeDraft(one, draft);

  const other = await continueElsewhere(one, openDevice);
  await expect(other).toHaveURL('/courses/first-steps/sum');
  await expect.poll(() => pointsOf(other)).toBe(100);
  await editorHas(other, 'half done, größer 🎲');

  // Both devices show the submission of one.
  await createWorkbench(other).write(
    `import time\ntime.sleep(1.5)\n${await readSolution('sum')}# ${Math.random()}\n`,
  );
  await createWorkbench(other).handIn();
  await one.getByText('Grading…').first().waitFor();
  await seeResult(other, 'Solved');
  await seeResult(one, 'Solved');
  await expect.poll(() => pointsOf(one)).toBe(200);
  await expect.poll(() => pointsOf(other)).toBe(200);
  for (const page of [one, other]) {
    await createWorkbench(page).openList();
    await expect(page.getByRole('navigation').getByText(/^2 of \d+ solved$/)).toBeVisible();
  }
  await neverReloaded(one);
  await neverReloaded(other);
});

test('offers a recovery key after the third solved assignment, which works in a new browser', async ({
  openDevice,
}) => {
  const page = await openDevice();
  const offer = page.getByText('with a recovery key you can get back in');
  for (const slug of ['hello', 'sum'] as const) {
    await createWorkbench(page).write(await readSolution(slug));
    await createWorkbench(page).handIn();
    await seeResult(page, 'Solved');
    await page.getByRole('button', { name: 'you have no recovery key yet' }).waitFor();
    expect(await offer.isVisible()).toBe(false);
    await page.getByRole('link', { name: /^Next: / }).click();
  }
  await expect(page).toHaveURL('/courses/first-steps/greet');
  await createWorkbench(page).write(await readSolution('greet'));
  const button = page.getByRole('button', { name: 'Hand in' });
  // This gives the result its room at once.
  await button.click();
  const place = await button.boundingBox();
  await offer.waitFor();
  // The button has not moved since.
  expect(await button.boundingBox()).toEqual(place);
  await page.getByRole('button', { name: 'Get a key' }).click();
  const make = page.getByRole('button', { name: 'Get a recovery key' });
  await expect(make).toBeFocused();
  await make.click();
  const secret = page.getByRole('dialog').locator('code.secret');
  await secret.waitFor();
  const key = (await secret.textContent()) ?? '';
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await offer.isVisible()).toBe(false);
  await expect(page.getByRole('button', { name: 'Settings', exact: true })).toBeVisible();

  const fresh = await openDevice();
  await takeCode(fresh, key.toLowerCase());
  await expect.poll(() => pointsOf(fresh)).toBe(300);
});

test('keeps both versions when two devices changed a draft, and asks which one to keep', async ({
  openDevice,
}) => {
  const one = await openDevice();
  await createWorkbench(one).write('# started\n');
  await seeDraft(one, '# started\n');
  const other = await continueElsewhere(one, openDevice);
  await editorHas(other, '# started');
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

  // A reload does not answer the question.
  await one.reload();
  await notice.waitFor();
  await editorHas(one, '# from one');
  await notice.getByRole('button', { name: 'Keep this version' }).click();
  await notice.waitFor({ state: 'detached' });
  await seeDraft(one, '# from one\n');
});

test('loses no keystroke typed while the network is cut, and sends them afterwards', async ({
  openDevice,
}) => {
  const page = await openDevice();
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

test('shows the verdict after a network cut in mid-grading', async ({ openDevice }) => {
  const page = await openDevice();
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
  async 'both APIs are killed'(stack: RunningStack) {
    const apis = ['programming-api-1', 'programming-api-2'].map((name) => stack.process(name));
    for (const api of apis) api.kill('SIGKILL');
    await expect.poll(() => apis.every(({ pid }) => pid !== null)).toBe(true);
  },
  async 'Redis stops'(stack: RunningStack) {
    await stack.redis.stop();
    await stack.redis.start();
  },
  async 'nginx restarts'(stack: RunningStack) {
    await stack.nginx.stop();
    await stack.nginx.start();
  },
};

for (const [what, fault] of Object.entries(faults))
  test(`shows the verdict, and keeps what is typed, although ${what} in mid-grading`, async ({
    openDevice,
    stack,
  }) => {
    const page = await openDevice();
    await handInSlow(page);
    await Promise.all([fault(stack), page.keyboard.type('# typed meanwhile')]);
    await seeResult(page, 'Solved');
    await expect.poll(() => pointsOf(page)).toBe(100);
    await editorHas(page, '# typed meanwhile');
    // The server may still be away for a moment.
    await expect(async () => expect(await draftOf(page)).toContain('# typed meanwhile')).toPass();
    await neverReloaded(page);
  });

test('loses no key older than a second, whatever happens while three students type', async ({
  browser,
  stack,
}) => {
  const seed = 1 + Math.floor(Math.random() * 1_000_000);
  const { losses } = await playRounds({ browser, url: stack.url, seed, rounds: 9, students: 3 });
  expect({ seed, losses }).toEqual({ seed, losses: [] });
});
