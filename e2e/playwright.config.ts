import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from '@touchstone/test-kit';

/** Files whose system is the stack. */
const throughNginx = ['faults.test.ts', 'stack.test.ts', 'tls.test.ts'];

/**
 * A browser through the whole system. A worker runs its files one after the other, with one browser
 * and one system.
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // These limits only stop what hangs: on a busy machine a test can take many times as long.
  timeout: 600_000,
  expect: { timeout: 120_000, toPass: { timeout: 120_000 } },
  forbidOnly: true,
  retries: 0,
  reporter: 'list',
  use: {
    launchOptions: chromiumLaunchOptions({ scrollbars: true }),
    viewport: { width: 1280, height: 800 },
    actionTimeout: 120_000,
    navigationTimeout: 120_000,
    // Screenshots would cost 40 % more processor time, snapshots cost next to none.
    trace: { mode: 'retain-on-failure', snapshots: true, sources: true, screenshots: false },
  },
  // One worker each: the all-in-one and the stack start once, and their tests run side by side.
  workers: 2,
  projects: [
    { name: 'all-in-one', testIgnore: throughNginx, workers: 1 },
    { name: 'stack', testMatch: throughNginx, workers: 1 },
  ],
});
