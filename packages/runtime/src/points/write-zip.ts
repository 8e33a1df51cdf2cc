import type { PointsCourse, SubmittedFiles } from '@touchstone/contracts';
import { csvLine, type Cell } from '@touchstone/contracts/csv';
import { Spool, ZipWriter } from '../zip/index.ts';
import { createFolders, safeFileName } from './places-in-zip.ts';
import type { PointsSource } from './points-source.ts';
import type { SubmissionOf } from './submission-pages.ts';

/** Programs that are read at a time; each has at most 64 KiB. */
const programsAtOnce = 50;

/**
 * The columns that Dolos reads, and some of those of Dodona's exports. Without a byte order mark, which
 * Dolos would take for a part of the first name.
 */
const infoColumns = ['filename', 'full_name', 'label', 'created_at'];
const moreColumns = ['exercise_id', 'submission_id', 'status', 'points'];

interface ZipOptions {
  readonly source: Pick<PointsSource, 'readSubmittedFiles'>;
  readonly course: PointsCourse;
  readonly pages: AsyncIterable<readonly SubmissionOf[]>;
  /** Whether a student can have several submissions of an assignment. */
  readonly numbered: boolean;
  readonly write: (bytes: Uint8Array) => Promise<unknown>;
  readonly onProgress: (submissions: number) => void;
}

/** Writes the programs with an `info.csv` that says whose they are; resolves to the number of submissions. */
export async function writeZip({ source, course, pages, ...options }: ZipOptions): Promise<number> {
  const folderOf = createFolders(course.students, options);
  const zip = new ZipWriter(options.write);
  const info = new Spool();
  let count = 0;
  const note = (cells: readonly Cell[]) => info.append(Buffer.from(csvLine(cells)));
  try {
    await note([...infoColumns, ...moreColumns]);
    for await (const page of pages) {
      for (let start = 0; start < page.length; start += programsAtOnce) {
        const some = page.slice(start, start + programsAtOnce);
        const programs = await readPrograms(source, some);
        for (const one of some) {
          const folder = folderOf(one);
          for (const { name, code } of programs.get(one.submission.id) ?? []) {
            const path = `${folder}/${safeFileName(name)}`;
            await zip.add(path, code, new Date(one.submission.createdAt));
            await note(infoOf(path, one));
          }
        }
        count += some.length;
        options.onProgress(count);
      }
    }
    await zip.addStream('info.csv', info.read(), new Date());
    await zip.finish();
    return count;
  } finally {
    await Promise.all([zip.close(), info.close()]);
  }
}

/** By submission; one that was removed meanwhile has none. */
async function readPrograms(
  source: ZipOptions['source'],
  some: readonly SubmissionOf[],
): Promise<Map<string, SubmittedFiles['files']>> {
  const read = await source.readSubmittedFiles(some.map(({ submission }) => submission.id));
  return new Map(read.map(({ id, files }) => [id, files]));
}

const infoOf = (path: string, { submission, student }: SubmissionOf): Cell[] => [
  path,
  student.name ?? student.uuid,
  student.group,
  submission.createdAt,
  submission.assignment,
  submission.id,
  submission.verdict ?? submission.status,
  submission.points,
];
