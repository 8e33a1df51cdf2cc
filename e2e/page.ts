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
  /** Presses the button. */
  handIn(): Promise<void>;
}

export function createWorkbench(page: Page): Workbench {
  const editor = page.getByRole('textbox', { name: 'Your code' });
  /** A narrow screen shows one part at a time. */
  const showCode = async () => {
    const tab = page.getByRole('tab', { name: 'Code', exact: true });
    if (await tab.isVisible()) await tab.click();
  };
  return {
    page,
    title: page.getByRole('heading', { level: 1 }),
    editor,
    results: page.getByRole('region', { name: 'Results' }),
    status: page.getByRole('status'),
    points: page.getByRole('banner').getByText(/^\d+\s*points?$/),
    async write(code) {
      await showCode();
      await editor.click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(code);
    },
    async handIn() {
      await showCode();
      await page.getByRole('button', { name: 'Hand in' }).click();
    },
  };
}
