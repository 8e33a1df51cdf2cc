import type { Submission } from '@touchstone/contracts';
import { untrack } from 'svelte';
import type { PartLoader } from '../parts/part-loader.ts';
import type { LineMark } from './line-marks.ts';
import { areSame } from '../program/are-same.ts';
import type { ProgramFiles } from '../program/program.ts';

interface LineMarksOptions {
  readonly parts: PartLoader;
  /** The submission whose result is shown. */
  readonly shown: () => Submission | null;
  /** Its files. */
  readonly graded: () => ProgramFiles | null;
  /** The files in the editor. */
  readonly files: () => ProgramFiles | null;
}

/** The marks of the shown result, as long as the editor shows the code that was graded. */
export function createLineMarks({ parts, shown, graded, files }: LineMarksOptions) {
  let marks = $state.raw<readonly LineMark[]>([]);
  const load = () => parts.load(() => import('./line-marks.ts'));

  $effect(() => {
    const submission = shown();
    const [program, typed] = untrack(() => [graded(), files()]);
    const result = submission?.result ?? null;
    marks = [];
    if (program === null || result === null) return;
    if (typed === null || !areSame(program, typed)) return;
    load()
      .then(({ lineMarks }) => {
        // Meanwhile the code or the result may have changed.
        if (shown() === submission && files() === typed) marks = lineMarks(result, program);
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
