import { importExercism } from '@touchstone/course';
import { createProgress, say, warn } from '../shared/terminal.ts';
import { exitOnCourseFaults } from './course-faults.ts';
import { counted } from './render-check.ts';

/** Creates a course folder from an Exercism track; reports notes, and what was left out and why. */
export async function importExercismTrack(track: string, out: string): Promise<void> {
  const progress = createProgress();
  const { assignments, notes, leftOut } = await exitOnCourseFaults(
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
