import { expect, type BrowserContext, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { createWorkbench } from './page.ts';
import { test } from './page-test.ts';

const openSettings = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('list', { name: 'Browsers where you are signed in' }).waitFor();
};
const sessionsOf = (page: Page) =>
  page.getByRole('list', { name: 'Browsers where you are signed in' }).getByRole('listitem');
const notice = (page: Page) => page.getByText('You are no longer signed in');

const uuidOf = async (context: BrowserContext): Promise<string> => {
  const answer = await context.request.get('/api/me');
  return ((await answer.json()) as { uuid: string }).uuid;
};

/** Signs in another browser as the page's user. */
async function signIn(page: Page, other: Page): Promise<void> {
  await openSettings(page);
  await page.getByRole('button', { name: 'Continue on another device' }).click();
  const code = await page.getByRole('status').locator('code').textContent();
  await page.keyboard.press('Escape');
  await enterCode(other, code ?? '', true);
}

async function enterCode(page: Page, code: string, open: boolean): Promise<void> {
  if (open) await openSettings(page);
  await page.getByLabel('Code or recovery key').fill(code);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await createWorkbench(page).title.waitFor();
}

const wide = { viewport: { width: 1280, height: 800 } };

test('lists sessions, ends one, and says so there without losing what was typed', async ({
  open,
  context,
}) => {
  const page = await open();
  const other = await open('/courses/first-steps/hello', wide);
  await signIn(page, other);
  const uuid = await uuidOf(context);
  expect(await uuidOf(other.context())).toBe(uuid);
  const theirs = createWorkbench(other);
  await theirs.write('# typed on the other one');
  await openSettings(page);
  await expect(sessionsOf(page)).toHaveCount(2);
  await expect(sessionsOf(page).first()).toContainText('this browser');
  expect(await sessionsOf(page).last().textContent()).toMatch(/Chrome on \w+\s+last used/);
  expect(await accessibilityFaults(page)).toEqual([]);

  const calls: string[] = [];
  other.on('request', (request) =>
    calls.push(`${request.method()} ${new URL(request.url()).pathname}`),
  );
  await page.getByRole('button', { name: /^End Chrome on/ }).press('Enter');
  await page.getByText('Session ended. That browser can no longer').waitFor();
  expect(await sessionsOf(page).count()).toBe(1);
  await notice(other).waitFor();
  expect(await theirs.editor.textContent()).toBe('# typed on the other one');
  expect(await accessibilityFaults(other)).toEqual([]);
  expect(calls).not.toContain('POST /api/users');

  // A reload asks again, creates no user, and keeps the code.
  await other.reload();
  await notice(other).waitFor();
  await expect(theirs.editor).toHaveText('# typed on the other one');
  await theirs.write('# typed on');
  expect(calls).not.toContain('POST /api/users');
  expect(calls.length).toBeLessThan(60);

  await other.getByRole('button', { name: 'Start as a new user' }).click();
  await notice(other).waitFor({ state: 'detached' });
  await other.getByText('You continue as a new user').waitFor();
  expect(await theirs.editor.textContent()).toBe('# typed on');
  expect(await uuidOf(other.context())).not.toBe(uuid);
  await other.reload();
  await expect(theirs.editor).toHaveText('# typed on');
  expect(await uuidOf(context)).toBe(uuid);
});

test('lets a signed-out student return by a code, to what was typed', async ({ open, context }) => {
  const page = await open();
  const other = await open('/courses/first-steps/hello', wide);
  await signIn(page, other);
  const uuid = await uuidOf(context);
  await createWorkbench(page).write('# mine');

  await openSettings(page);
  await page.getByRole('button', { name: 'Sign out here' }).click();
  await page.getByText('To come back you need').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await page.getByRole('button', { name: 'Sign out here' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.keyboard.press('Escape');
  await notice(page).waitFor();
  expect((await context.cookies()).filter(({ name }) => name.includes('touchstone'))).toEqual([]);

  await openSettings(other).catch(() => undefined);
  await other.getByRole('button', { name: 'Continue on another device' }).click();
  const code = await other.getByRole('status').locator('code').textContent();
  await page.getByRole('button', { name: 'Enter a code' }).click();
  const field = page.getByLabel('Code or recovery key');
  await expect(field).toBeFocused();
  await enterCode(page, code ?? '', false);
  expect(await uuidOf(context)).toBe(uuid);
  await expect(createWorkbench(page).editor).toHaveText('# mine');
});

test('says when the list cannot be loaded, and loads it again', async ({ open }) => {
  const page = await open();
  let broken = true;
  await page.route('**/api/me/sessions', (route) =>
    broken ? route.fulfill({ status: 503 }) : route.continue(),
  );
  await page.getByRole('button', { name: 'Settings' }).click();
  const again = page.getByRole('alert').getByRole('button', { name: 'Try again' });
  await again.waitFor();
  broken = false;
  await again.click();
  await expect(sessionsOf(page)).toHaveCount(1);
});
