import type { Locator, Page } from '@playwright/test';

/** The workbench as a student sees it, found only by roles and names. */
export interface Workbench {
  readonly page: Page;
  readonly title: Locator;
  readonly editor: Locator;
  readonly results: Locator;
  readonly status: Locator;
  readonly points: Locator;
  /** Replaces all code in the editor. */
  write(code: string): Promise<void>;
  /** Makes the code visible where a tab or the task hides it. */
  showCode(): Promise<void>;
  /** Presses the button. */
  handIn(): Promise<void>;
  /** Shows the list of assignments where it is folded or in a drawer. */
  openList(): Promise<void>;
}

/** Width and height of a phone, a tablet, a laptop and a large screen. */
export const screens = [
  [360, 740],
  [820, 1180],
  [1366, 768],
  [1920, 1080],
] as const;

export function createWorkbench(page: Page): Workbench {
  const editor = page.getByRole('textbox', { name: 'Your code' });
  /** A phone shows one part at a time, a tablet the task over the code. */
  const showCode = async () => {
    const layout = await page.locator('[data-layout]').getAttribute('data-layout');
    if (layout === 'phone') await page.getByRole('tab', { name: 'Code', exact: true }).click();
    if (layout !== 'tablet') return;
    const task = page.getByRole('button', { name: 'Task', exact: true });
    if ((await task.getAttribute('aria-expanded')) === 'true') await task.click();
  };
  return {
    page,
    // Not that of the handout that is shown while the scripts load.
    title: page.locator('#main').getByRole('heading', { level: 1 }),
    editor,
    // On a phone it is the panel of a tab.
    results: page
      .getByRole('region', { name: 'Result', exact: true })
      .or(page.getByRole('tabpanel', { name: 'Result', exact: true })),
    status: page.getByRole('status'),
    points: page.getByRole('banner').getByText(/^\d+\s*points?$/),
    async write(code) {
      await showCode();
      await editor.click();
      await page.keyboard.press('ControlOrMeta+A');
      await insertText(page, code);
    },
    showCode,
    async handIn() {
      await showCode();
      await page.getByRole('button', { name: 'Hand in' }).click();
    },
    async openList() {
      const button = page.getByRole('button', { name: 'Assignments', exact: true });
      if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
      await page.getByRole('navigation', { name: 'Assignments' }).waitFor();
    },
  };
}

/** Whether the editor has the focus. */
export const isInEditor = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.role === 'textbox';
  });

export const isFirefox = (page: Page): boolean =>
  page.context().browser()?.browserType().name() === 'firefox';

/** Inserts the text at once, as an input method does. */
export async function insertText(page: Page, text: string): Promise<void> {
  if (!isFirefox(page)) return page.keyboard.insertText(text);
  // In Firefox Playwright changes the editor's elements instead, which moves the line breaks.
  await page.evaluate(`document.execCommand('insertText', false, ${JSON.stringify(text)})`);
}
