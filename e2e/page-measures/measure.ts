import type { Page } from '@playwright/test';
import { isInEditor } from '../page.ts';

/** How much code is in sight, where nothing covers it. */
interface Room {
  /** Whole lines. */
  readonly lines: number;
  /** Characters of a line. */
  readonly columns: number;
}

/** Counts the pixels of the editor that are in sight, down along its first column and right along its first line. */
export const roomForCode = (page: Page): Promise<Room> =>
  page.evaluate(() => {
    const host = [...document.querySelectorAll('.editor')].find((node) => node.shadowRoot !== null);
    const root = host?.shadowRoot;
    const [scroller, content, line] = ['scroller', 'content', 'line'].map((name) =>
      root?.querySelector<HTMLElement>(`.cm-${name}`),
    );
    if (!host || !scroller || !content || !line) throw new Error('There is no editor');
    const { paddingTop } = getComputedStyle(content);
    const { paddingLeft, lineHeight, font } = getComputedStyle(line);
    const canvas = document.createElement('canvas').getContext('2d');
    if (canvas === null) throw new Error('There is no canvas');
    canvas.font = font;
    const character = canvas.measureText('0'.repeat(100)).width / 100;

    const box = scroller.getBoundingClientRect();
    const left = line.getBoundingClientRect().left + Number.parseFloat(paddingLeft);
    const isInSight = (x: number, y: number) => document.elementFromPoint(x, y) === host;
    const pixels = (from: number, length: number, isSeen: (at: number) => boolean) => {
      let seen = 0;
      for (let at = from; at < from + length; at++) if (isSeen(at)) seen++;
      return seen;
    };
    const rows = pixels(box.top, scroller.clientHeight, (y) => isInSight(left + 4, y));
    let first = box.top + 1;
    while (first < box.bottom && !isInSight(left + 4, first)) first++;
    const right = box.left + scroller.clientWidth;
    return {
      lines: Math.max(
        0,
        Math.floor((rows - Number.parseFloat(paddingTop)) / Number.parseFloat(lineHeight)),
      ),
      columns: Math.floor(pixels(left, right - left, (x) => isInSight(x, first)) / character),
    };
  });

/** Tab stops from the start of the assignment to the editor. */
export async function tabStopsToEditor(page: Page): Promise<number> {
  await page.getByRole('link', { name: 'Skip to the assignment' }).press('Enter');
  for (let stops = 1; stops <= 40; stops++) {
    await page.keyboard.press('Tab');
    if (await isInEditor(page)) return stops;
  }
  throw new Error('Tab does not lead to the editor');
}

/** Visible buttons, tabs and fields that are smaller than 44 px, links within sentences aside. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const least = 44;
    const controls = 'button, input, select, summary, [role=tab], header a, nav a, a[download]';
    return [...document.querySelectorAll(controls)].flatMap((control) => {
      // What a label's press reaches counts as a whole.
      const target = control.closest('label, li') ?? control;
      const { width, height } = target.getBoundingClientRect();
      const isSeen = control.checkVisibility({ visibilityProperty: true }) && width > 1;
      if (!isSeen || (width >= least - 0.5 && height >= least - 0.5)) return [];
      const name = control.getAttribute('aria-label') ?? control.textContent.trim();
      return [`${name}: ${Math.round(width)} × ${Math.round(height)}`];
    });
  });

/** Elements that scroll by only a few pixels, or that are not meant to scroll and do. */
export const strayScrolling = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const maxStray = 12;
    const frames = 'html, body, main, .frame, .bench, .pane, [data-frame]';
    const found: string[] = [];
    for (const element of document.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      const isFrame = element.matches(frames);
      const scrolls = (overflow: string) => isFrame || overflow === 'auto' || overflow === 'scroll';
      const over = [
        scrolls(style.overflowX) ? element.scrollWidth - element.clientWidth : 0,
        scrolls(style.overflowY) ? element.scrollHeight - element.clientHeight : 0,
      ];
      if (over.some((by) => by > 0 && (by <= maxStray || isFrame)))
        found.push(`${element.tagName}.${element.className}: ${over.join(', ')}`);
    }
    return found;
  });
