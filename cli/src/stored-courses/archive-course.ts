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
    const { archived } = await requireCourse(store, slug);
    if (archived !== undo) {
      say(`Course ${slug} is ${undo ? 'not archived' : 'archived already'}; nothing has changed.`);
      return;
    }
    await store.archiveCourse(slug, !undo);
    say(
      undo
        ? `Course ${slug} is no longer archived: students can hand in again.`
        : `Course ${slug} is archived: students can read it, and hand in nothing.`,
    );
  });
}
