import { relative } from 'node:path';
import { BaseSequencer } from 'vitest/node';

/**
 * Seconds that long test files take on two busy cores, roughly. A clean clone has no durations of
 * an earlier run, and a long file that starts last keeps one core waiting for it.
 *
 * @type {Readonly<Record<string, number>>}
 */
const seconds = {
  'bench/test/bench.test.ts': 200,
  'grader-api/test/sandbox/fuzz.test.ts': 180,
  'programming-api/test/fuzz.test.ts': 150,
  'cli/test/stack.test.ts': 100,
  'cli/test/all-in-one.test.ts': 100,
  'cli/test/lost-graders.test.ts': 100,
  'grader-api/test/sandbox/conformance.test.ts': 90,
  'chaos/test/chaos.test.ts': 80,
};

/** Starts the long test files first, the others as vitest does. */
export class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    const sorted = await super.sort(files);
    const root = this.ctx.config.root;
    /** @param {import('vitest/node').TestSpecification} file */
    const secondsOf = ({ moduleId }) => seconds[relative(root, moduleId)] ?? 0;
    return sorted.toSorted((one, other) => secondsOf(other) - secondsOf(one));
  }
}
