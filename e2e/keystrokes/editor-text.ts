import type { Page } from '@playwright/test';
import { createWorkbench } from '../page.ts';

/**
 * The text in the current editor. CodeMirror draws only visible lines, so the text must fit the window.
 */
export function readEditor(page: Page): Promise<string> {
  return createWorkbench(page).editor.evaluate((node) =>
    node instanceof HTMLTextAreaElement
      ? node.value
      : [...node.querySelectorAll('.cm-line')].map(({ textContent }) => textContent).join('\n'),
  );
}

/** Waits for CodeMirror, and moves the cursor behind the last character. */
export async function goToEnd(page: Page): Promise<void> {
  const { editor } = createWorkbench(page);
  await editor.and(page.locator('.cm-content')).waitFor();
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+End');
}
