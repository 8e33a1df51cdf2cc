import { defineConfig } from 'vitest/config';

/**
 * unit: beside the source, needs Node.js only. integration: in test/, against real servers.
 * e2e: a browser through the whole system.
 */
export default defineConfig({
  test: {
    // Tests wait more than they work: as many at once as the smallest machine has cores.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '**/src/**/*.test.ts',
            'programming-ui/server/**/*.test.ts',
            'setup/**/*.test.mjs',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            '{packages/*,programming-api,programming-ui,grader-api,cli,bench,chaos}/test/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
