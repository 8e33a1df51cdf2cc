import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from '@touchstone/test-kit';
import { commonConfig } from './common-config.ts';

/** Files whose system is the stack. */
const throughNginx = ['faults.test.ts', 'stack.test.ts', 'tls.test.ts'];

/**
 * A browser through the whole system. A worker runs its files one after the other, with one browser
 * and one system.
 */
export default defineConfig(commonConfig, {
  use: { launchOptions: chromiumLaunchOptions({ scrollbars: true }) },
  // One worker each: the all-in-one and the stack start once, and their tests run side by side.
  workers: 2,
  projects: [
    { name: 'all-in-one', testIgnore: throughNginx, workers: 1 },
    { name: 'stack', testMatch: throughNginx, workers: 1 },
  ],
});
