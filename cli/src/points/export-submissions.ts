import type { PointsCourse, SubmissionChoice } from '@touchstone/contracts';
import { byteOrderMark, csvLine } from '@touchstone/contracts/csv';
import { CommandError, exitStatuses, InterruptedError } from '../command-error.ts';
import type { PointsStore } from '../control/points-calls.ts';
import { handleInterruption } from '../shared/interruption.ts';
import { writePrivateFile } from '../shared/private-file.ts';
import type { Target } from '../shared/target.ts';
import { createProgress, say, withoutControls } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { writeOut } from '../shared/write-out.ts';
import { requirePointsCourse, withPointsStore } from './open-points-store.ts';
import { submissionPages, type SubmissionOf } from './submission-pages.ts';
import { writeZip } from './write-zip.ts';

const nextSteps = { exists: 'Name another file.', refused: 'Name another file with --zip FILE.' };
/** A page takes much less. */
const graceMs = 15_000;

type Chosen = Pick<SubmissionChoice, 'assignment' | 'best' | 'before'>;

/** Lists submissions of a course, or with `zip` writes the programs to that new file. */
export async function exportSubmissions(
  target: Target,
  slug: string,
  options: { chosen: Chosen; as: 'table' | 'csv' | 'json'; bom: boolean; zip?: string },
): Promise<void> {
  const { chosen, as, bom, zip } = options;
  await withPointsStore(target, 'submissions', async (store) => {
    const course = await requirePointsCourse(store, slug);
    requireAssignment(course, chosen.assignment);
    if (zip !== undefined) {
      await exportZip(store, course, { chosen, file: zip });
      return;
    }
    const { head, row } = linesOf[as];
    await writeOut(`${as === 'csv' && bom ? byteOrderMark : ''}${head}`);
    for await (const page of submissionPages(store, course, chosen)) {
      await writeOut(page.map(row).join(''));
    }
  });
}

function requireAssignment({ slug, assignments }: PointsCourse, wanted: string | null): void {
  if (wanted === null || assignments.some((one) => one.slug === wanted)) return;
  const slugs = assignments.map((one) => one.slug).join(', ');
  throw new CommandError(`There is no assignment ${wanted} in the course ${slug}.`, {
    exitStatus: exitStatuses.no,
    next: `It has: ${slugs}.`,
  });
}

async function exportZip(
  store: PointsStore,
  course: PointsCourse,
  { chosen, file: path }: { chosen: Chosen; file: string },
): Promise<void> {
  const { signal } = handleInterruption({ graceMs });
  const progress = createProgress();
  const onProgress = (count: number): void => {
    if (signal.aborted) throw new InterruptedError();
    progress.show(`${counted(count, 'submission')} …`);
  };
  try {
    const count = await writePrivateFile(path, { replace: false, next: nextSteps }, (file) =>
      writeZip({
        ...{ store, course, onProgress, numbered: !chosen.best },
        pages: submissionPages(store, course, chosen),
        write: (bytes) => file.appendFile(bytes),
      }),
    );
    progress.clear();
    say(`Wrote ${path}: ${counted(count, 'submission')}.`);
  } catch (error) {
    progress.clear();
    if (error instanceof InterruptedError) say(`Interrupted: ${path} was not written.`);
    throw error;
  }
}

interface Lines {
  readonly head: string;
  readonly row: (of: SubmissionOf) => string;
}

const about = ({ number, uuid, name }: SubmissionOf['student']): string =>
  name === null ? (number ?? uuid) : `${name} (${number ?? uuid})`;

/** How the three forms write a submission. */
const linesOf: Readonly<Record<'table' | 'csv' | 'json', Lines>> = {
  table: {
    head: '',
    row: ({ submission, student }) => {
      const { assignment, createdAt, verdict, status, points, id } = submission;
      const worth = points === null ? '' : `, ${counted(points, 'point')}`;
      const text = `${id}  ${createdAt}  ${assignment}  ${about(student)}: ${verdict ?? status}${worth}`;
      return `${withoutControls(text)}\n`;
    },
  },
  csv: {
    head: csvLine([
      ...['id', 'name', 'mail', 'group', 'assignment', 'received', 'status', 'verdict', 'points'],
      ...['solved', 'submission', 'uuid'],
    ]),
    row: ({ submission, student }) =>
      csvLine([
        student.number ?? student.uuid,
        ...[student.name, student.mail, student.group],
        ...[submission.assignment, submission.createdAt, submission.status, submission.verdict],
        submission.points,
        submission.solved === null ? null : String(submission.solved),
        ...[submission.id, student.uuid],
      ]),
  },
  json: {
    head: '',
    row: ({ submission, student }) => `${JSON.stringify({ ...submission, student })}\n`,
  },
};
