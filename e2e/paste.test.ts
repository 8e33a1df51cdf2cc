import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { test } from './page-test.ts';
import { createWorkbench } from './page.ts';

const asReader = { permissions: ['clipboard-read', 'clipboard-write'] };
const session = '>>> def two():\n...     return 2\n... \n>>> print(“two”, two())\ntwo 2\n';
const repaired = 'def two():\n    return 2\n\nprint("two", two())\n';
const sentence =
  'Pasted without its >>> and ... prompts, with straight quotes and without 1 line that looks like output.';

/** Puts the text into the clipboard and presses the keys that paste it. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('ControlOrMeta+V');
}

/** All code in the editor, if it is short. */
const codeIn = async (page: Page): Promise<string> =>
  (await page.locator('.cm-line').allTextContents()).join('\n');

/** What the editor has told screen readers since; each text is in its live region for a moment only. */
async function recordAnnounced(page: Page): Promise<() => Promise<readonly string[]>> {
  const told = await page.locator('.cm-announced').evaluateHandle((region) => {
    const texts: string[] = [];
    new MutationObserver(() => texts.push(region.textContent)).observe(region, {
      childList: true,
    });
    return texts;
  });
  return () => told.jsonValue();
}

async function openEmpty(page: Page): Promise<void> {
  await page.locator('.cm-content').waitFor();
  await createWorkbench(page).editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
}

test('repairs a pasted session, says so, and undoes it', async ({ open }) => {
  const page = await open(undefined, asReader);
  await openEmpty(page);
  const announced = await recordAnnounced(page);
  await paste(page, session);
  await expect.poll(() => codeIn(page)).toBe(repaired);
  await expect(page.locator('.cm-pasted').getByText(sentence)).toBeVisible();
  await expect.poll(announced).toContain(sentence);
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.locator('.cm-pasted').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => codeIn(page)).toBe(session);
  await expect(page.locator('.cm-pasted')).toHaveCount(0);
  await expect.poll(announced).toContain('The pasted text is as you copied it.');
  await expect(createWorkbench(page).editor).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Z');
  await expect.poll(() => codeIn(page)).toBe('');
});

test('leads to Undo by keyboard, and closes the line by Esc or by typing', async ({ open }) => {
  const page = await open(undefined, asReader);
  await openEmpty(page);
  const { editor } = createWorkbench(page);
  const notice = page.locator('.cm-pasted');
  await paste(page, '1 x = 1\n2 y = 2');
  await notice.getByText('Pasted without its line numbers.').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(notice.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => codeIn(page)).toBe('1 x = 1\n2 y = 2');
  await expect(editor).toBeFocused();

  await page.keyboard.press('ControlOrMeta+A');
  await paste(page, 'if x:\n\ty()');
  await notice.getByText('Pasted with spaces for tabs.').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(notice).toHaveCount(0);
  await expect(editor).toBeFocused();

  await page.keyboard.press('ControlOrMeta+A');
  await paste(page, '>>> x = 3');
  await notice.waitFor();
  await page.keyboard.type('4');
  await expect(notice).toHaveCount(0);
  await page.reload();
  await expect(page.locator('.cm-line').first()).toHaveText('x = 34');
});

test('leaves code as it is that has no such fault, and what is pasted into a string', async ({
  open,
}) => {
  const page = await open(undefined, asReader);
  await openEmpty(page);
  const fine =
    'def f(a):\n    """Says “hi”.\n\n    >>> f(1)\n    1\n    """\n    ...\n    return "\t"\n';
  await paste(page, fine);
  await expect.poll(() => codeIn(page)).toBe(fine);
  await expect(page.locator('.cm-pasted')).toHaveCount(0);
  await createWorkbench(page).write('x = "');
  await paste(page, '>>> “a”');
  await expect.poll(() => codeIn(page)).toBe('x = ">>> “a”');
  await expect(page.locator('.cm-pasted')).toHaveCount(0);
});

test('repairs code with Windows line ends', async ({ open }) => {
  const page = await open(undefined, asReader);
  await openEmpty(page);
  await paste(page, '>>> x = 1\r\n>>> x\r\n1\r\n');
  await expect.poll(() => codeIn(page)).toBe('x = 1\nx\n');
});
