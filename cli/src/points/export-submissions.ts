import type { PointsCourse, SubmissionChoice } from '@touchstone/contracts';
import { byteOrderMark } from '@touchstone/contracts/csv';
import {
  submissionPages,
  submissionsCsv,
  writeZip,
  type SubmissionLines,
  type SubmissionOf,
} from '@touchstone/runtime/points';
import { CommandError, exitStatuses, InterruptedError } from '../command-error.ts';
import type { PointsStore } from '../control/points-calls.ts';
import { handleInterruption } from '../shared/interruption.ts';
import { writePrivateFile } from '../shared/private-file.ts';
import type { Target } from '../shared/target.ts';
import { createProgress, say, withoutControls } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { writeOut } from '../shared/write-out.ts';
import { createAnonymousExport } from './anonymous.ts';
import { requirePointsCourse, withPointsStore } from './open-points-store.ts';

const nextSteps = { exists: 'Name another file.', refused: 'Name another file with --zip FILE.' };
/** A page takes much less. */
const graceMs = 15_000;

type Chosen = Pick<SubmissionChoice, 'assignment' | 'take' | 'before'>;

/**
 * Lists submissions of a course, or with `zip` writes the programs to that new file; with `anonymous` without
 * saying whose they are.
 */
export async function exportSubmissions(
  target: Target,
  slug: string,
  options: {
    chosen: Chosen;
    anonymous: boolean;
    as: 'table' | 'csv' | 'json';
    bom: boolean;
    zip?: string;
  },
): Promise<void> {
  const { chosen, anonymous, as, bom, zip } = options;
  await withPointsStore(target, 'submissions', async (store) => {
    const course = await requirePointsCourse(store, slug);
    requireAssignment(course, chosen.assignment);
    await store.noteExport({ what: 'export-submissions', course: slug, anonymous });
    const veiled = anonymous ? createAnonymousExport(course, store) : null;
    const real = submissionPages(store, veiled?.shuffled ?? course, chosen);
    const pages = veiled?.pages(real) ?? real;
    if (zip !== undefined) {
      await exportZip({
        ...{ source: veiled?.store ?? store, course: veiled?.course ?? course, pages },
        ...{ file: zip, numbered: chosen.take === 'all' },
      });
      return;
    }
    const { head, row } = linesOf[as];
    await writeOut(`${as === 'csv' && bom ? byteOrderMark : ''}${head}`);
    for await (const page of pages) {
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

async function exportZip({
  file: path,
  ...what
}: {
  source: Pick<PointsStore, 'readSubmittedFiles'>;
  course: PointsCourse;
  pages: AsyncIterable<readonly SubmissionOf[]>;
  numbered: boolean;
  file: string;
}): Promise<void> {
  const { signal } = handleInterruption({ graceMs });
  const progress = createProgress();
  const onProgress = (count: number): void => {
    if (signal.aborted) throw new InterruptedError();
    progress.show(`${counted(count, 'submission')} …`);
  };
  try {
    const count = await writePrivateFile(path, { replace: false, next: nextSteps }, (file) =>
      writeZip({
        ...what,
        onProgress,
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

const about = ({ number, uuid, name }: SubmissionOf['student']): string =>
  name === null ? (number ?? uuid) : `${name} (${number ?? uuid})`;

/** How the three forms write a submission. */
const linesOf: Readonly<Record<'table' | 'csv' | 'json', SubmissionLines>> = {
  table: {
    head: '',
    row: ({ submission, student }) => {
      const { assignment, createdAt, verdict, status, points, id } = submission;
      const worth = points === null ? '' : `, ${counted(points, 'point')}`;
      const text = `${id}  ${createdAt}  ${assignment}  ${about(student)}: ${verdict ?? status}${worth}`;
      return `${withoutControls(text)}\n`;
    },
  },
  csv: submissionsCsv,
  json: {
    head: '',
    row: ({ submission, student }) => `${JSON.stringify({ ...submission, student })}\n`,
  },
};
