/** The outcome of the examples, assembled from the judge's frames (judge/common/job.py). */
import type { TestResult, Verdict } from '@touchstone/contracts';

export interface ExamplesOutcome {
  /** Null while they run. */
  readonly verdict: Verdict | null;
  /** The judge's message if there are no tests, and printed output. */
  readonly output: string;
  readonly tests: readonly TestResult[];
}

/** Why the examples stopped without a verdict from the judge. */
export type CutShort = 'timeout' | 'crashed';

type PlannedTest = Pick<TestResult, 'name' | 'title' | 'points' | 'hint' | 'hidden'>;

type Frame =
  | { readonly kind: 'plan'; readonly tests: readonly PlannedTest[] }
  | { readonly kind: 'started'; readonly name: string }
  | { readonly kind: 'test'; readonly result: TestResult }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly message: string };

export function createExamplesReader() {
  let plan: readonly PlannedTest[] = [];
  const results = new Map<string, TestResult>();
  let running: string | null = null;
  let printed = '';
  let verdict: Verdict | null = null;
  let message = '';

  const tests = () => plan.flatMap(({ name }) => results.get(name) ?? []);
  const join = (...parts: string[]) => parts.filter((part) => part !== '').join('\n\n');

  return {
    take(data: unknown) {
      // The judge is our own code, and its frames did not cross a network.
      const frame = data as Frame;
      if (frame.kind === 'plan') plan = frame.tests;
      else if (frame.kind === 'started') running = frame.name;
      else if (frame.kind === 'output') printed += frame.text;
      else if (frame.kind === 'test') {
        results.set(frame.result.name, frame.result);
        running = null;
      } else {
        verdict = frame.verdict === 'runtime-error' && plan.length > 0 ? 'failed' : frame.verdict;
        message = frame.message;
      }
    },
    /** The outcome so far, without tests that have not run yet. */
    outcome: (): ExamplesOutcome => ({ verdict, tests: tests(), output: join(message, printed) }),
    /** The outcome when stopped early; `reason` is for the test that was running. */
    cutShort(how: CutShort, reason: string): ExamplesOutcome {
      const empty = { call: null, expected: null, actual: null, line: null, output: null };
      const stopped = plan.find(({ name }) => name === running);
      const last: TestResult[] =
        stopped === undefined ? [] : [{ ...empty, ...stopped, outcome: 'error', message: reason }];
      const crashed = plan.length === 0 ? 'runtime-error' : 'failed';
      return {
        verdict: how === 'timeout' ? 'timeout' : crashed,
        tests: [...tests(), ...last],
        output: join(reason, printed),
      };
    },
  };
}
