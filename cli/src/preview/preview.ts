import type { Sandbox } from '@touchstone/grader-api/offline';
import { messageOf } from '@touchstone/runtime/errors';
import type { CourseStore } from '../control/course-calls.ts';
import { createChecker } from './check-changed.ts';
import {
  readPreviewedFolder,
  type DraftProgram,
  type Programs,
  type Remark,
} from './read-folder.ts';

/** What the preview's page shows. */
interface PreviewState {
  /** Raised by each change of the folder. */
  readonly version: number;
  readonly title: string | null;
  readonly remarks: readonly Remark[];
  /** The assignments of the last version of the folder without a fault that prevents reading it. */
  readonly assignments: readonly {
    readonly course: string;
    readonly slug: string;
    readonly title: string;
    readonly published: boolean;
    readonly programs: readonly string[];
  }[];
}

/** The previewed course. */
export interface Preview {
  state(): PreviewState;
  /** An assignment's program; null if there is none of that name. */
  program(slug: string, name: string): DraftProgram | null;
  /** Reads the folder again, checks what has changed, and stores it. Never rejects. */
  update(): Promise<void>;
}

export function createPreview(options: {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly store: () => Pick<CourseStore, 'storeCourse'>;
}): Preview {
  const check = createChecker(options.sandbox);
  let programs: ReadonlyMap<string, Programs> = new Map();
  let state: PreviewState = { version: 0, title: null, remarks: [], assignments: [] };

  async function update(): Promise<void> {
    const found = await readPreviewedFolder(options.folder);
    const version = state.version + 1;
    if (found.read === null) {
      state = { ...state, version, remarks: found.remarks };
      return;
    }
    const { course, remarks } = await check(found.read);
    // Nobody's work is lost in a preview: what is gone from the folder is gone from the page.
    const kept = new Set(
      course.assignments.flatMap(({ slug, renamedFrom }) => [slug, renamedFrom]),
    );
    const retire = state.assignments.map(({ slug }) => slug).filter((slug) => !kept.has(slug));
    await options.store().storeCourse(course, { retire, missing: 'refuse' });
    programs = found.programs;
    state = {
      version,
      title: course.title,
      remarks: [...found.remarks, ...remarks],
      assignments: course.assignments.map(({ slug, title }) => ({
        course: course.slug,
        slug,
        title,
        published: !found.unpublished.has(slug),
        programs: [...(programs.get(slug)?.keys() ?? [])],
      })),
    };
  }

  return {
    state: () => state,
    program: (slug, name) => programs.get(slug)?.get(name) ?? null,
    /** A file may vanish while it is read; the next change is read again. */
    update: () =>
      update().catch((error: unknown) => {
        const remark = { kind: 'fault', file: 'the course', message: messageOf(error) } as const;
        state = { ...state, version: state.version + 1, remarks: [remark] };
      }),
  };
}
