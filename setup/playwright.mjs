import { join } from 'node:path';
import { checkout } from './checkout.mjs';

/** What Node.js runs for the e2e tests. */
export const playwrightArgs = [
  join(checkout, 'node_modules', '@playwright', 'test', 'cli.js'),
  'test',
  '--config',
  join(checkout, 'e2e', 'playwright.config.ts'),
];
