import type { PlaywrightTestConfig } from '@playwright/test';

/** What the tests in both browsers have in common. */
export const commonConfig: PlaywrightTestConfig = {
  testDir: '.',
  outputDir: '../test-results',
  // These limits only stop what hangs: on a busy machine a test can take many times as long.
  timeout: 600_000,
  expect: { timeout: 120_000, toPass: { timeout: 120_000 } },
  forbidOnly: true,
  retries: 0,
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 120_000,
    navigationTimeout: 120_000,
    // Screenshots would cost yet more processor time.
    trace: { mode: 'retain-on-failure', snapshots: true, sources: true, screenshots: false },
  },
};
