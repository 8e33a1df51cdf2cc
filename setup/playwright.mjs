import { join } from 'node:path';
import { checkout } from './checkout.mjs';

/**
 * What Node.js runs for the e2e tests.
 *
 * @param {'playwright.config.ts' | 'firefox.config.ts'} [config]
 */
export const playwrightArgs = (config = 'playwright.config.ts') => [
  join(checkout, 'node_modules', '@playwright', 'test', 'cli.js'),
  'test',
  '--config',
  join(checkout, 'e2e', config),
];
