import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { requireCourse, withCourseAdmin } from './open-course-admin.ts';

/** Makes a course read-only, or with `undo` ends that. */
export async function archiveCourse(
  target: Target,
  slug: string,
  { undo }: { undo: boolean },
): Promise<void> {
  await withCourseAdmin(target, 'course archive', async (store) => {
    await requireCourse(store, slug);
    await store.archiveCourse(slug, !undo);
    say(
      undo
        ? `Course ${slug} is no longer archived: students can hand in again.`
        : `Course ${slug} is archived: students can read it, and hand in nothing.`,
    );
  });
}
