import { keepBusy } from '../load/load.ts';
import { showProgress } from '../progress.ts';
import type { Classroom } from './classroom.ts';
import { slug } from './dated-course.ts';
import { programsFor } from './programs.ts';
import { surelyUntilVerdict } from './until-verdict.ts';

const capacitySeconds = 15;

/** How many programs are graded in a second. */
export async function measureCapacity(
  classroom: Classroom,
  assignmentId: string,
  spare: () => number,
): Promise<number> {
  const write = await programsFor(slug, 'def add(a, b):\n    return None\n');
  const once = () => {
    const student = spare();
    return surelyUntilVerdict(classroom, student, { assignmentId, code: write(student, 0).code });
  };
  const load = { concurrency: 24, seconds: capacitySeconds };
  showProgress('measuring how fast programs are graded');
  // Warm-up of the same length.
  await keepBusy(load, once);
  return (await keepBusy(load, once)).perSecond;
}
