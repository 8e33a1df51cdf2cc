import type { Page } from 'playwright-core';
import { createWorkbench } from '../page.ts';

/**
 * All that stands in the editor, whichever it is just now. CodeMirror draws the lines in view only, so
 * the text must be short enough for the window.
 */
export function readEditor(page: Page): Promise<string> {
  return createWorkbench(page).editor.evaluate((node) =>
    node instanceof HTMLTextAreaElement
      ? node.value
      : [...node.querySelectorAll('.cm-line')].map(({ textContent }) => textContent).join('\n'),
  );
}

/** Waits for CodeMirror, and puts the cursor behind the last character. */
export async function goToEnd(page: Page): Promise<void> {
  const { editor } = createWorkbench(page);
  await editor.and(page.locator('.cm-content')).waitFor();
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+End');
}
