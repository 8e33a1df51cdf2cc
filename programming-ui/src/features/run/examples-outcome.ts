/** What the judge's frames (judge/job.py) of the examples come to. */
import type { TestResult, Verdict } from '@touchstone/contracts';

export interface ExamplesOutcome {
  /** Null while they run. */
  readonly verdict: Verdict | null;
  /** The judge's word where there are no tests to speak, and what was printed. */
  readonly output: string;
  readonly tests: readonly TestResult[];
}

/** Why examples ended without a word of the judge's. */
export type CutShort = 'timeout' | 'crashed';

type PlannedTest = Pick<TestResult, 'name' | 'title' | 'points' | 'hint' | 'hidden'>;

type Frame =
  | { readonly kind: 'plan'; readonly tests: readonly PlannedTest[] }
  | { readonly kind: 'started'; readonly name: string }
  | { readonly kind: 'test'; readonly result: TestResult }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly message: string };

export interface ExamplesReader {
  take(frame: unknown): void;
  /** So far. Tests that have not run yet are left out. */
  outcome(): ExamplesOutcome;
  /** With the tests that did not come to an end; `message` is said of the one that ran. */
  cutShort(how: CutShort, message: string): ExamplesOutcome;
}

export function createExamplesReader(): ExamplesReader {
  let plan: readonly PlannedTest[] = [];
  const results = new Map<string, TestResult>();
  let running: string | null = null;
  let printed = '';
  let verdict: Verdict | null = null;
  let message = '';

  const tests = () => plan.flatMap(({ name }) => results.get(name) ?? []);
  const join = (...parts: string[]) => parts.filter((part) => part !== '').join('\n\n');

  return {
    take(data) {
      // The judge is ours, and its frames have crossed no network.
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
    outcome: () => ({ verdict, tests: tests(), output: join(message, printed) }),
    cutShort(how, said) {
      const empty = { call: null, expected: null, actual: null, line: null, output: null };
      const stopped = plan.find(({ name }) => name === running);
      const last: TestResult[] =
        stopped === undefined ? [] : [{ ...empty, ...stopped, outcome: 'error', message: said }];
      const crashed = plan.length === 0 ? 'runtime-error' : 'failed';
      return {
        verdict: how === 'timeout' ? 'timeout' : crashed,
        tests: [...tests(), ...last],
        output: join(said, printed),
      };
    },
  };
}
