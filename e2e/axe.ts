import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Colours in transition would be measured wrongly: waits for all finite animations. */
const motionEnded = `Promise.all(
  document.getAnimations()
    .filter((motion) => motion.effect.getComputedTiming().endTime !== Infinity)
    .map((motion) => motion.finished.catch(() => null)),
).then(() => null)`;

/** What axe-core finds on the page when its animations have finished, one line per violation. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // The page's Content-Security-Policy does not apply to the debugger.
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
