import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';

const maxBytes = 58_000;
const folder = new URL('../../../docs/teaching/', import.meta.url).pathname;

export const size = { width: 1120, height: 700 };
export const phone = { width: 360, height: 700 };

/** A picture may be taken before the latest colours are painted. */
const painted = `document.fonts.ready.then(
  () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
)`;

/** Takes one of the pictures of docs/teaching.md, as good as its size allows. */
export async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(painted);
  for (let quality = 80; quality > 0; quality -= 5) {
    const picture = await page.screenshot({ type: 'jpeg', quality });
    if (picture.length > maxBytes) continue;
    await writeFile(join(folder, `${name}.jpg`), picture);
    console.log(`docs/teaching/${name}.jpg ${picture.length} bytes, quality ${quality}`);
    return;
  }
  throw new Error(`${name} is larger than ${maxBytes} bytes at any quality`);
}

/** Takes what a teacher and a student see, beside each other. */
export async function takeBoth(
  browser: Browser,
  { teacher, student }: { teacher: Page; student: Page },
  name: string,
): Promise<void> {
  const pictures = [];
  for (const page of [teacher, student]) {
    await page.evaluate(painted);
    pictures.push(`data:image/png;base64,${(await page.screenshot()).toString('base64')}`);
  }
  const gap = 16;
  const widths = [teacher, student].map((page) => page.viewportSize()?.width ?? 0);
  const width = widths.reduce((sum, one) => sum + one, gap);
  const both = await browser.newPage({ viewport: { width, height: size.height } });
  await both.setContent(
    `<body style="margin: 0; display: flex; gap: ${gap}px; background: #808080">${pictures
      .map((picture) => `<img src="${picture}">`)
      .join('')}</body>`,
  );
  await both.waitForFunction('[...document.images].every((image) => image.complete)');
  await take(both, name);
  await both.close();
}
