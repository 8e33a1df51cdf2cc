/**
 * How soon an assignment can be read and typed at, over the stack through nginx, on a slow network and
 * a slow machine; writes the table in docs/page-speed.md. Exit status 1 when a goal is missed.
 * Argument: how many first visits the medians are of (5).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '@touchstone/test-kit';
import type { Browser } from '@playwright/test';
import { startTestStack } from '../running-stack.ts';
import { newVisitor, visit, type Visit } from './measure.ts';
import { pageSpeedRows, renderRows } from './report.ts';

const document = join(import.meta.dirname, '..', '..', 'docs', 'page-speed.md');
const times = Number(process.argv[2] ?? 5);
if (!Number.isSafeInteger(times) || times < 1) {
  console.error('How many visits? A whole number above 0 is wanted.');
  process.exit(2);
}

async function visitTwice(browser: Browser, url: string): Promise<{ first: Visit; second: Visit }> {
  const context = await newVisitor(browser);
  const first = await visit(context, url);
  const second = await visit(context, url);
  await context.close();
  return { first, second };
}

const [stack, browser] = await Promise.all([startTestStack(), launchChromium()]);
try {
  const url = `${stack.url}/courses/first-steps/hello`;
  const visits: Awaited<ReturnType<typeof visitTwice>>[] = [];
  for (let time = 0; time < times; time++) visits.push(await visitTwice(browser, url));
  const rows = pageSpeedRows(visits);
  const table = renderRows(rows);
  const before = await readFile(document, 'utf8');
  await writeFile(
    document,
    before.replace(/^\|[^]*\|$/m, () => table),
  );
  console.log(table);
  if (rows.some(({ met }) => !met)) process.exitCode = 1;
} finally {
  await browser.close();
  await stack.close();
}
