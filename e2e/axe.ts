import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { isFirefox } from './page.ts';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Colours in transition would be measured and pictured wrongly: waits for all finite animations. */
export const motionEnded = `Promise.all(
  document.getAnimations()
    .filter((motion) => motion.effect.getComputedTiming().endTime !== Infinity)
    .map((motion) => motion.finished.catch(() => null)),
).then(() => null)`;

/**
 * What axe-core finds on the page when its animations have finished, one line per violation. Nothing in
 * Firefox, where axe-core does not run: pages of Firefox 153 may crash soon after it.
 * With forced colours axe-core sees those of the page, not those shown: it then leaves contrast out.
 *
 * @param onlyContrast looks at contrast alone, such as in another theme
 */
export async function accessibilityFaults(
  page: Page,
  { onlyContrast = false } = {},
): Promise<string[]> {
  if (isFirefox(page)) return [];
  // The page's Content-Security-Policy does not apply to the debugger.
  await page.evaluate(await axeSource);
  await page.evaluate(motionEnded);
  const forced = await page.evaluate<boolean>('matchMedia("(forced-colors: active)").matches');
  if (forced && onlyContrast) return [];
  const options = {
    ...(onlyContrast && { runOnly: ['color-contrast'] }),
    ...(forced && { rules: { 'color-contrast': { enabled: false } } }),
  };
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then((found) => found.violations)`,
  );
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join('; ')}`,
  );
}
