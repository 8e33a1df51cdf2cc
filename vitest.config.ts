import { defineConfig } from 'vitest/config';
import { LongestFirst } from './setup/longest-first.mjs';

const common = {
  // Test files leave nothing behind, so one process runs many. Loading all modules again for each
  // file costs more than most files do.
  isolate: false,
  exclude: ['**/node_modules/**', '**/dist/**'],
  // The limits only stop what hangs: on a busy machine a test can take many times as long.
  testTimeout: 900_000,
  hookTimeout: 900_000,
  expect: { poll: { timeout: 120_000 } },
};

/**
 * unit: beside the source, needs only Node.js. integration: in test/, against real servers.
 * The browser's tests have a runner of their own: e2e/playwright.config.ts.
 */
export default defineConfig({
  test: {
    // Tests wait half of the time: three at once use two cores well.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '**/src/**/*.test.ts',
            'programming-ui/server/**/*.test.ts',
            'setup/**/*.test.mjs',
          ],
          ...common,
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            '{packages/*,programming-api,programming-ui,grader-api,cli,bench,chaos,verdicts}/test/**/*.test.ts',
          ],
          ...common,
        },
      },
    ],
  },
});
