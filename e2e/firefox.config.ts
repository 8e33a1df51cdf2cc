import { defineConfig } from '@playwright/test';
import { firefoxLaunchOptions } from '@touchstone/test-kit';
import { commonConfig } from './common-config.ts';

/** What students do, in Firefox, through the all-in-one. */
export default defineConfig(commonConfig, {
  testMatch: [
    'all-in-one.test.ts',
    'files.test.ts',
    'keyboard.test.ts',
    'layout.test.ts',
    'live-state.test.ts',
    'loading.test.ts',
    'look.test.ts',
    'paste.test.ts',
    'replay.test.ts',
    'results.test.ts',
    'run.test.ts',
    'sessions.test.ts',
    'who-am-i.test.ts',
    'workbench.test.ts',
  ],
  // Playwright cannot do everything over WebDriver BiDi.
  grepInvert: /@chromium/,
  use: { browserName: 'firefox', launchOptions: firefoxLaunchOptions() },
  workers: 1,
});
