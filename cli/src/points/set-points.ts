import { CommandError, exitStatuses } from '../command-error.ts';
import type { PointsOverride, PointsPlace } from '../control/points-calls.ts';
import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { withPointsStore } from './open-points-store.ts';

/** Gives a student points in the place of earned ones; with null the earned ones count again. */
export async function setPoints(
  target: Target,
  place: PointsPlace,
  override: PointsOverride | null,
): Promise<void> {
  const { course, assignment, student } = place;
  await withPointsStore(target, 'points set', async (store) => {
    const outcome = await store.overridePoints(place, override);
    switch (outcome.kind) {
      case 'done': {
        const earned = counted(outcome.earned ?? 0, 'point');
        say(
          override === null
            ? `What ${student} earned in ${assignment} counts again: ${earned}.`
            : `${student} has ${counted(override.points, 'point')} in ${assignment}, in the place of ${earned} earned. The student sees the reason.`,
        );
        return;
      }
      case 'nothing-to-remove':
        say(`No points of ${student} in ${assignment} are overridden; nothing has changed.`);
        return;
      case 'no-assignment':
        throw new CommandError(`There is no assignment ${assignment} in a course ${course}.`, {
          exitStatus: exitStatuses.no,
          next: 'Give the names of the two folders, such as: points set first-steps leap-year …',
        });
      case 'no-student':
        throw new CommandError(`The course ${course} has no student ${student}.`, {
          exitStatus: exitStatuses.no,
          next: `Give a uuid, a mail address or a student number that \`touchstone points ${course} --csv\` has.`,
        });
    }
  });
}
