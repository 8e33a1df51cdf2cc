import { importExercism } from '@touchstone/course';
import { createProgress, say } from '../ground/terminal.ts';
import { orFaults } from './course-faults.ts';

/** Makes a course folder of an Exercism track; says what came of it and what to know about it. */
export async function importExercismTrack(track: string, out: string): Promise<void> {
  const progress = createProgress();
  const { assignments, notes } = await orFaults(
    importExercism(track, out, {
      onProgress: ({ done, total }) => progress.show(`imported ${done} of ${total}`),
    }),
  ).finally(() => progress.clear());
  notes.forEach(say);
  say(`${assignments} assignments are in ${out}. Next: touchstone course load ${out}`);
}
