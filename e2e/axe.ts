import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Colours in mid-transition are nobody's to read: waits for all that ends by itself. */
const motionEnded = `Promise.all(
  document.getAnimations()
    .filter((motion) => motion.effect.getComputedTiming().endTime !== Infinity)
    .map((motion) => motion.finished.catch(() => null)),
).then(() => null)`;

/** What axe-core finds on the page once it has come to rest, a line each; empty when there is nothing. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not bind.
  await page.evaluate(await axeSource);
  await page.evaluate(motionEnded);
  const violations = await page.evaluate<Violation[]>(
    'axe.run(document).then((found) => found.violations)',
  );
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join('; ')}`,
  );
}
