import { basename } from 'node:path';
import { sourceFiles, type NewDraft, type Program } from '@touchstone/contracts';
import {
  CourseError,
  isUnpublished,
  readCourseFolder,
  type CourseFault,
  type CourseFolder,
} from '@touchstone/course';
import { starterOf } from '../course/program-file.ts';

/** What the teacher should know of a file; `file` is relative to the course folder. */
export interface Remark extends CourseFault {
  readonly kind: 'fault' | 'warning';
}

/** A program in the form of a draft: `files` where students edit several. */
export type DraftProgram = Pick<NewDraft, 'code' | 'files'>;

/** The programs of an assignment, by the names that the buttons have. */
export type Programs = ReadonlyMap<string, DraftProgram>;

export interface PreviewedFolder {
  /** Null while its files have faults. */
  readonly read: CourseFolder | null;
  readonly remarks: readonly Remark[];
  /** By the assignments' slugs. */
  readonly programs: ReadonlyMap<string, Programs>;
  /** Slugs of assignments that students will not see. */
  readonly unpublished: ReadonlySet<string>;
}

/** Reads a course with all that is not published. Faults of what is not published are warnings. */
export async function readPreviewedFolder(folderPath: string): Promise<PreviewedFolder> {
  const { read, remarks } = await readLeniently(folderPath);
  const programs = new Map<string, Programs>();
  const unpublished = new Set<string>();
  for (const { slug, starterCode, bundle } of read?.course.assignments ?? []) {
    const wrong = read?.notes.get(slug)?.wrongPrograms ?? [];
    const named: readonly (readonly [string, Program])[] = [
      ['starter', starterOf({ starterCode, bundle })],
      ['model solution', read?.solutions.get(slug) ?? { code: '' }],
      ...wrong.map((program) => [`wrong: ${basename(program.file)}`, program] as const),
    ];
    const drafts = named.map(
      ([name, program]) => [name, asDraft(program, bundle.fileName)] as const,
    );
    programs.set(slug, new Map(drafts));
    if (await isUnpublished(folderPath, `${slug}/assignment.yaml`)) unpublished.add(slug);
  }
  return { read, remarks, programs, unpublished };
}

const asDraft = (program: Program, fileName: string): DraftProgram =>
  program.otherFiles === undefined
    ? { code: program.code }
    : { files: [...sourceFiles(program, fileName)] };

/** The person who opens the preview is a member of no course, and should see this one. */
const openToAll = (read: CourseFolder): CourseFolder => ({
  ...read,
  course: { ...read.course, access: 'open' },
});

async function readLeniently(
  folderPath: string,
): Promise<{ read: CourseFolder | null; remarks: Remark[] }> {
  const published = { unpublishedCourse: true };
  for (const also of [{ ...published, unpublishedAssignments: true }, published]) {
    try {
      const read = openToAll(await readCourseFolder(folderPath, also));
      return { read, remarks: read.warnings.map((found) => ({ ...found, kind: 'warning' })) };
    } catch (error) {
      if (!(error instanceof CourseError)) throw error;
      // The second time without what is not published, so that its faults do not hide the rest.
      if (also === published) {
        return { read: null, remarks: error.faults.map((found) => ({ ...found, kind: 'fault' })) };
      }
    }
  }
  throw new Error('unreachable');
}
