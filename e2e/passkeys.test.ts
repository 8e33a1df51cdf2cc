import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { test } from './page-test.ts';
import { addTeacher, signIn } from './teacher.ts';

test.use({ withInvitedCourse: 'passkeys' });

/** A device that unlocks by a fingerprint, as far as the browser can tell. */
async function plugIn(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    },
  });
}

const settings = (page: Page) => page.getByRole('dialog', { name: 'Settings' });
const passkeys = (page: Page) => settings(page).getByRole('list', { name: 'Passkeys' });
const openSettings = (page: Page) => page.getByRole('button', { name: 'Settings' }).click();

test('adds a passkey in the settings, signs in by it, renames it, and removes it', async ({
  page,
  system,
}) => {
  const local = (address: string): string => address.replace('127.0.0.1', 'localhost');
  const link = await addTeacher(
    ...([system.dataFolder, 'key@example.org', '--course', 'autumn-class'] as const),
  );
  await plugIn(page);
  await signIn(page, local(link));
  await openSettings(page);
  await settings(page).getByText('With a passkey you sign in with your fingerprint').waitFor();
  await settings(page).getByLabel('Name of a new passkey').fill('My <b>phone</b>');
  await settings(page).getByRole('button', { name: 'Add a passkey' }).click();
  await settings(page).getByText('The passkey was added.').waitFor();
  await expect(passkeys(page)).toContainText('My <b>phone</b>');
  await expect(passkeys(page)).toContainText('Not used yet.');
  expect(await accessibilityFaults(page)).toEqual([]);
  await settings(page).getByRole('button', { name: 'Add a passkey' }).click();
  await settings(page).getByText('This device has a passkey for your account already.').waitFor();

  await settings(page).getByRole('button', { name: 'Sign out' }).click();
  await settings(page)
    .getByRole('button', { name: /^Sign out/ })
    .click();
  await page.getByText('You are signed out.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await openSettings(page);
  await settings(page).getByText('key@example.org').waitFor();
  await expect(passkeys(page)).toContainText('Last used');

  await settings(page).getByRole('button', { name: 'Rename the passkey My <b>phone</b>' }).click();
  const newName = settings(page).getByLabel('New name of the passkey My <b>phone</b>');
  await expect(newName).toBeFocused();
  expect(await accessibilityFaults(page)).toEqual([]);
  await settings(page).getByRole('button', { name: 'Cancel' }).click();
  await settings(page).getByRole('button', { name: 'Rename the passkey My <b>phone</b>' }).click();
  await newName.fill('My <i>old</i> phone');
  await newName.press('Enter');
  await settings(page).getByText('The passkey has another name.').waitFor();
  await expect(passkeys(page)).toContainText('My <i>old</i> phone');

  await settings(page)
    .getByRole('button', { name: 'Remove the passkey My <i>old</i> phone' })
    .click();
  await settings(page).getByText('The passkey was removed.').waitFor();
  await expect(passkeys(page)).toHaveCount(0);
  await page.goto(local(`${system.url}/sign-in`));
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('No account here has this passkey').waitFor();
});

test('says where passkeys do not work', async ({ page, system }) => {
  const link = await addTeacher(
    ...([system.dataFolder, 'address@example.org', '--course', 'autumn-class'] as const),
  );
  await signIn(page, link);
  await openSettings(page);
  await settings(page).getByText('Passkeys do not work at this address.').waitFor();
  await expect(settings(page).getByRole('button', { name: 'Add a passkey' })).toHaveCount(0);
  await page.goto('/sign-in');
  await page.getByText('Send me a link').waitFor();
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toHaveCount(0);
});
