import { expect, type BrowserContext, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { createWorkbench } from './page.ts';
import { test } from './page-test.ts';

const elsewhere = { viewport: { width: 1366, height: 768 } };
const banner = (page: Page) => page.getByRole('banner');
const beenHere = (page: Page) => banner(page).getByRole('button', { name: 'Been here before?' });

const uuidOf = async (context: BrowserContext): Promise<string> => {
  const answer = await context.request.get('/api/me');
  return ((await answer.json()) as { uuid: string }).uuid;
};

async function chooseNickname(page: Page, nickname: string): Promise<void> {
  const field = page.getByLabel('Nickname', { exact: true });
  if (!(await field.isVisible()))
    await banner(page).getByRole('button', { name: 'Settings' }).click();
  await field.fill(nickname);
  await field.press('Enter');
}

test('shows a nickname at the top of its user’s pages, and nowhere to others', async ({
  open,
  context,
}) => {
  const page = await open();
  await chooseNickname(page, '  Ada L.  ');
  await page.getByText('Saved. The top of the page shows it.').waitFor();
  await expect(page.getByText(await uuidOf(context))).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(banner(page).getByText('Ada L.', { exact: true })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await banner(page).getByText('Ada L.', { exact: true }).waitFor();
  const other = await open(undefined, elsewhere);
  await expect(other.getByText('Ada L.')).toHaveCount(0);

  await chooseNickname(page, 'A'.repeat(31));
  await page.getByText('A nickname has at most 30 characters').waitFor();
  await chooseNickname(page, ' ');
  await page.getByText('Saved. You have no nickname.').waitFor();
  await expect(banner(page).getByText('Ada L.')).toHaveCount(0);
});

for (const width of [360, 1366])
  test(`tells somebody new how to get work from before, at ${width} px`, async ({
    open,
    context,
  }) => {
    const before = await open();
    await createWorkbench(before).write('# from before');
    await expect.poll(() => uuidOf(context)).toMatch(/-/);
    await before.reload();
    await createWorkbench(before).title.waitFor();
    await expect(beenHere(before)).toHaveCount(0);
    await banner(before).getByRole('button', { name: 'Settings' }).click();
    await before.getByRole('button', { name: 'Continue on another device' }).click();
    const code = (await before.getByRole('status').locator('code').textContent()) ?? '';

    const page = await open(undefined, { viewport: { width, height: 740 } });
    await beenHere(page).click();
    const dialog = page.getByRole('dialog', { name: 'Been here before?' });
    await dialog.getByText('If you wrote down a recovery key').waitFor();
    await expect(dialog.getByLabel('Code or recovery key')).toBeFocused();
    await expect(dialog.getByRole('link', { name: 'sign in' })).toHaveAttribute('href', '/sign-in');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.type('nonsense');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').filter({ hasText: 'wrong, used or expired' }).waitFor();
    await dialog.getByLabel('Code or recovery key').fill(code);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => uuidOf(page.context())).toBe(await uuidOf(context));
    await createWorkbench(page).title.waitFor();
    await banner(page)
      .getByText(/points?$/)
      .first()
      .waitFor();
    await expect(beenHere(page)).toHaveCount(0);
  });
