import type { Submission } from '@touchstone/contracts';
import { untrack } from 'svelte';
import type { PartLoader } from '../parts/part-loader.ts';
import type { LineMark } from './line-marks.ts';
import { isResultOf } from './is-result-of.ts';

interface LineMarksOptions {
  readonly parts: PartLoader;
  /** The submission whose result is shown. */
  readonly shown: () => Submission | null;
  /** The code in the editor. */
  readonly code: () => string | null;
}

/** The marks of the shown result, as long as the editor shows the code that was graded. */
export function createLineMarks({ parts, shown, code }: LineMarksOptions) {
  let marks = $state.raw<readonly LineMark[]>([]);
  const load = () => parts.load(() => import('./line-marks.ts'));

  $effect(() => {
    const submission = shown();
    const typed = untrack(code);
    const result = submission?.result ?? null;
    marks = [];
    if (submission === null || result === null) return;
    if (typed === null || !isResultOf(submission, typed)) return;
    load()
      .then(({ lineMarks }) => {
        // Meanwhile the code or the result may have changed.
        if (shown() === submission && code() === typed) marks = lineMarks(result, submission.code);
      })
      // If the chunk cannot be loaded, lines are not marked.
      .catch(() => undefined);
  });

  return {
    get current() {
      return marks;
    },
  };
}
