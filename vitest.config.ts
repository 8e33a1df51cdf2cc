import { defineConfig } from 'vitest/config';

/** Only ends what hangs: a busy machine takes many times what a quiet one does. */
const patience = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 30_000 } },
};

/**
 * unit: beside the source, needs Node.js only. integration: in test/, against real servers.
 * e2e: a browser through the whole system.
 */
export default defineConfig({
  test: {
    // Tests wait more than half of the time: four at once keep the two cores of the smallest machine busy.
    maxWorkers: 4,
    projects: [
      {
        test: {
          name: 'unit',
          // They leave nothing behind, so one process can go on from file to file.
          isolate: false,
          include: [
            '**/src/**/*.test.ts',
            'programming-ui/server/**/*.test.ts',
            'setup/**/*.test.mjs',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          ...patience,
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            '{packages/*,programming-api,programming-ui,grader-api,cli,bench,chaos,verdicts}/test/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          ...patience,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          ...patience,
        },
      },
    ],
  },
});
