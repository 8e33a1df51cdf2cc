import { test as base } from '@playwright/test';
import { startTestStack, type RunningStack } from './running-stack.ts';

interface StackFixtures {
  /** The address that browsers use, when a proxy is in front of the stack. */
  readonly publicUrl: string | null;
  /** The stack; all tests of a worker share it. */
  readonly stack: RunningStack;
}

/** Tests of the page through nginx. Each test's `context` is a student who was never here before. */
export const test = base.extend<object, StackFixtures>({
  publicUrl: [null, { scope: 'worker', option: true }],
  stack: [
    async ({ publicUrl }, use) => {
      const stack = await startTestStack(publicUrl === null ? {} : { publicUrl });
      await use(stack);
      await stack.close();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  baseURL: ({ stack, publicUrl }, use) => use(publicUrl ?? stack.url),
});
