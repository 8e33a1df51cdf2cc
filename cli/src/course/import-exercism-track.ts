import { importExercism } from '@touchstone/course';
import { createProgress, say, warn } from '../ground/terminal.ts';
import { orFaults } from './course-faults.ts';
import { counted } from './render-check.ts';

/**
 * Makes a course folder of an Exercism track; says what came of it, what to know about it, and
 * what was left out and why.
 */
export async function importExercismTrack(track: string, out: string): Promise<void> {
  const progress = createProgress();
  const { assignments, notes, leftOut } = await orFaults(
    importExercism(track, out, {
      onProgress: ({ done, total }) => progress.show(`imported ${done} of ${total}`),
    }),
  ).finally(() => progress.clear());
  notes.forEach(say);
  for (const { slug, reasons } of leftOut) {
    warn(`${slug} was left out:`);
    for (const reason of reasons) warn(`  ${reason}`);
  }
  const rest = leftOut.length === 0 ? '' : `; ${leftOut.length} of the track were left out`;
  say(
    `${counted(assignments, 'assignment')} in ${out}${rest}. Next: touchstone course check ${out}`,
  );
}
