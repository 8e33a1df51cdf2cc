import { CommandError, exitStatuses } from '../command-error.ts';
import type { Who } from '../control/date-calls.ts';
import type { ReleaseStore } from '../control/release-calls.ts';
import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { notifierOf } from '../stored-courses/open-course-admin.ts';
import { releaseStoreIn } from '../stores/release-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';
import { nameOf } from './extend.ts';
import { noSuchStudent } from './open-date-store.ts';

const withReleaseStore = <T>(
  target: Target,
  use: (store: ReleaseStore) => Promise<T>,
): Promise<T> =>
  withMigratedStore<keyof ReleaseStore, T>(
    target,
    {
      command: 'release',
      inDatabase: (database) => releaseStoreIn(database, notifierOf(target)),
    },
    use,
  );

/** Releases the verdicts of an assignment for a student, a group or all; with `undo` holds them back again. */
export const releaseVerdicts = (
  target: Target,
  { course, slug, who, undo }: { course: string; slug: string; who: Who; undo: boolean },
): Promise<void> =>
  withReleaseStore(target, async (store) => {
    const answer = await store.releaseVerdicts({ course, slug }, who, undo);
    switch (answer.kind) {
      case 'no-such-assignment':
        throw new CommandError(
          `The course ${course}, if there is one, has no assignment ${slug}.`,
          {
            exitStatus: exitStatuses.no,
            next: 'Name the folder of an assignment that is loaded; list the courses: touchstone course list',
          },
        );
      case 'at-once':
        throw new CommandError(`${slug} holds no verdicts back: students see them at once.`, {
          exitStatus: exitStatuses.no,
          next: 'To hold them back, write "release: by hand" into its assignment.yaml, and load the course again.',
        });
      case 'no-such-student':
        throw noSuchStudent('student' in who ? who.student : '');
      case 'no-such-group':
        throw new CommandError(`Nobody in ${course} is in ${nameOf(who)}.`, {
          exitStatus: exitStatuses.no,
          next: `Groups: ${answer.groups.join(', ') || 'none; load a roster with them'}.`,
        });
      case 'done':
        say(sentence(slug, who, { undo, changed: answer.changed }));
    }
  });

function sentence(slug: string, who: Who, of: { undo: boolean; changed: boolean }): string {
  const whose = `the verdicts of ${slug} for ${nameOf(who)}`;
  if (of.undo) {
    return of.changed
      ? `Took back the release of ${whose}. Students may have seen them.`
      : `Nothing to take back: there is no release of ${whose}.`;
  }
  return of.changed ? `Released ${whose}.` : `Nothing to do: ${whose} have been released before.`;
}
