import type { Stack } from '@touchstone/cli/stack';

/** Gradings that each grader has finished since it started, in the graders' order. */
export function graderShares(stack: Stack): Promise<number[]> {
  return Promise.all(
    stack.graderUrls.map(async (url) => {
      const response = await fetch(`${url}/metrics`);
      const counts = (await response.text()).matchAll(/^touchstone_gradings_total\{.*\} (\d+)$/gm);
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
    }),
  );
}
