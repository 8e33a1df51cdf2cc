import type { Browser, Page } from '@playwright/test';
import { seeResult } from '../journey.ts';
import { createWorkbench } from '../page.ts';
import { roomForCode, smallTargets, strayScrolling, tabStopsToEditor } from './measure.ts';
import type { Size } from './sizes.ts';

const wrong = 'def hello():\n    return "Hello, world"\n';

async function measure(page: Page, { width, height, touch }: Size): Promise<string> {
  const workbench = createWorkbench(page);
  await page.getByText('2 hints, available').waitFor();
  const stray = await strayScrolling(page);
  const stops = width < 960 ? '' : await tabStopsToEditor(page);
  await workbench.write(wrong);
  const room = await roomForCode(page);
  const small = touch ? await smallTargets(page) : [];
  await workbench.handIn();
  await seeResult(page, 'Not there yet.');
  await workbench.results.getByRole('button', { name: 'Show a hint' }).waitFor();
  const below = await roomForCode(page);
  stray.push(...(await strayScrolling(page)));
  if (touch) small.push(...(await smallTargets(page)));
  if (stray.length + small.length > 0) console.error([...stray, ...new Set(small)].join('\n'));
  const cells = [
    `${width} × ${height}${touch ? ', touch' : ''}`,
    `${room.lines} × ${room.columns}`,
    `${below.lines} × ${below.columns}`,
    stops,
    touch ? new Set(small).size : '',
    stray.length,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A row of the table; what is too small or scrolls without need goes to standard error. */
export async function measureAt(browser: Browser, url: string, size: Size): Promise<string> {
  const { width, height, touch } = size;
  const viewport = { width, height };
  const context = await browser.newContext({ viewport, hasTouch: touch, isMobile: touch });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/courses/first-steps/hello`);
    return await measure(page, size);
  } finally {
    await context.close();
  }
}
