import { expect } from '@playwright/test';
import { createWorkbench } from '../page.ts';
import { hello, openSettings, type State } from './reach.ts';

/** What opens over the workbench. */
export const settingsStates: readonly State[] = [
  { name: 'settings', path: hello, reach: openSettings },
  {
    name: 'settings-stored-data',
    path: hello,
    async reach(page) {
      await openSettings(page);
      await page.getByText('What this site stores about you').click();
      await page.getByText('Your school can give you all of it').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'nickname',
    path: hello,
    async reach(page) {
      await openSettings(page);
      await page.getByLabel('Nickname', { exact: true }).fill('Ada L.');
      await page.getByLabel('Nickname', { exact: true }).press('Enter');
      await page.getByText('Saved. The top of the page shows it.').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'sessions',
    path: hello,
    async reach(page) {
      await openSettings(page);
      const list = page.getByRole('list', { name: 'Browsers where you are signed in' });
      await list.getByRole('button', { name: 'Sign out here' }).click();
      await page.getByText('To come back you need').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'device-code',
    path: hello,
    async reach(page) {
      await openSettings(page);
      await page.getByRole('button', { name: 'Continue on another device' }).click();
      await page.getByText('On the other device').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'recovery-key',
    path: hello,
    async reach(page) {
      await openSettings(page);
      await page.getByRole('button', { name: 'Get a recovery key' }).click();
      await page.getByText('Write this key down').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'shortcuts',
    path: hello,
    async reach(page) {
      await createWorkbench(page).title.click();
      // Keys act once they have been loaded.
      await expect(async () => {
        await page.keyboard.press('?');
        const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
        await list.waitFor({ timeout: 1000 });
      }).toPass();
    },
  },
  {
    name: 'been-here-before',
    path: hello,
    async reach(page) {
      await page.getByRole('button', { name: 'Been here before?' }).click();
      await page.getByRole('dialog', { name: 'Been here before?' }).waitFor();
    },
  },
];
