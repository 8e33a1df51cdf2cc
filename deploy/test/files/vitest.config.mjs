import { defineConfig } from 'vitest/config';

/** Only for `npm run test:deploy`: these tests need promtool, kubectl, systemd-analyze and packages of their own. */
export default defineConfig({
  test: {
    include: ['deploy/test/files/*.test.{mjs,ts}'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
