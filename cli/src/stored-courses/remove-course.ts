import type { FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { CourseExportCursor } from '@touchstone/contracts';
import { CommandError, exitStatuses, InterruptedError } from '../command-error.ts';
import type { CourseAdmin } from '../control/course-calls.ts';
import { confirmByTyping, requireTerminal } from '../shared/confirm.ts';
import { handleInterruption } from '../shared/interruption.ts';
import { writePrivateFile } from '../shared/private-file.ts';
import type { Target } from '../shared/target.ts';
import { createProgress, say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { requireCourse, withCourseAdmin } from './open-course-admin.ts';

const nextSteps = {
  exists: 'Name another file with --output FILE.',
  refused: 'Name another file with --output FILE.',
};

/** How long submissions in grading are waited for; the slowest one takes a minute. */
const maxWaitMs = 120_000;
/** Showing the course again takes much less. */
const graceMs = 15_000;

/**
 * Removes a course with all that students did in it, after a confirmation if `ask`, and after writing
 * all of it to a file. While that runs, the course is hidden, so that nothing is handed in that the file
 * lacks. If it fails or is interrupted, the course is as before.
 */
export async function removeCourse(
  target: Target,
  slug: string,
  { output = `${slug}-${today()}.jsonl`, ask }: { output?: string; ask: boolean },
): Promise<void> {
  if (ask) requireTerminal('Removing a course');
  await withCourseAdmin(target, 'course remove', async (store) => {
    const course = await requireCourse(store, slug);
    if (ask) {
      await confirmByTyping({
        warning:
          `This permanently removes the course ${slug} (${course.title}) with all that ` +
          `${counted(course.students, 'student')} did in it: points, drafts and ` +
          `${counted(course.submissions, 'submission')}. Before that, all of it is written to ${output}.`,
        expected: slug,
        called: 'name of the course',
        refusal: 'Nothing was removed: the name does not match.',
      });
    }
    const { signal } = handleInterruption({ graceMs });
    try {
      // The file is opened first: if it can't be, students have not noticed anything.
      const rows = await writePrivateFile(output, { replace: false, next: nextSteps }, (file) =>
        exportHidden(store, slug, { file, signal }),
      );
      await store.noteExport({ what: 'export-course', course: slug });
      say(`Wrote ${output}: ${counted(rows, 'line')}.`);
      const removed = await store.removeCourse(slug);
      if (removed === 'in-grading') throw inGrading(slug);
      if (removed === 'published') throw shownAgain(slug);
      say(`Removed course ${slug}, with ${counted(removed?.submissions ?? 0, 'submission')}.`);
    } catch (error) {
      if (course.published) await store.publishCourse(slug, true);
      if (error instanceof InterruptedError) say('Interrupted: nothing was removed.');
      throw error;
    }
  });
}

const today = (): string => new Date().toISOString().slice(0, 10);

const inGrading = (slug: string): CommandError =>
  new CommandError(`Nothing was removed: submissions of ${slug} are being graded.`, {
    exitStatus: exitStatuses.no,
    next: 'Check that graders are running, then try again.',
  });

const shownAgain = (slug: string): CommandError =>
  new CommandError(
    `Nothing was removed: another command has shown ${slug} to students again, so the file may lack their work.`,
    { exitStatus: exitStatuses.no, next: 'Try again with another --output FILE.' },
  );

function requireGoingOn(signal: AbortSignal): void {
  if (signal.aborted) throw new InterruptedError();
}

async function waitForGradings(
  store: CourseAdmin,
  slug: string,
  signal: AbortSignal,
): Promise<void> {
  const progress = createProgress();
  try {
    for (let waitedMs = 0; ; waitedMs += 500) {
      requireGoingOn(signal);
      const { ungraded } = await requireCourse(store, slug);
      if (ungraded === 0) return;
      if (waitedMs >= maxWaitMs) throw inGrading(slug);
      progress.show(`waiting for ${counted(ungraded, 'submission')} in grading …`);
      await wait(500, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.clear();
  }
}

/** Hides the course, and writes it when nothing is in grading. Resolves to the number of lines. */
async function exportHidden(
  store: CourseAdmin,
  slug: string,
  into: { file: FileHandle; signal: AbortSignal },
): Promise<number> {
  await store.publishCourse(slug, false);
  await waitForGradings(store, slug, into.signal);
  return writeExport(store, slug, into);
}

/** Resolves to the number of lines. */
async function writeExport(
  store: CourseAdmin,
  slug: string,
  { file, signal }: { file: FileHandle; signal: AbortSignal },
): Promise<number> {
  const progress = createProgress();
  let count = 0;
  let from: CourseExportCursor | null = null;
  try {
    do {
      const page = await store.exportCourse(slug, from);
      if (page === null) throw new CommandError(`The course ${slug} is gone.`);
      await file.appendFile(page.rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      requireGoingOn(signal);
      count += page.rows.length;
      progress.show(`${count} lines …`);
      from = page.next;
    } while (from !== null);
    return count;
  } finally {
    progress.clear();
  }
}
