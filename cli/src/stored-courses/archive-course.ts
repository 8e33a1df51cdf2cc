import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { requireCourse, withCourseAdmin } from './open-course-admin.ts';

/** Unless --keep says something else. */
const keptMonths = 12;

/** Makes a course read-only, or with `undo` ends that. `keep`: for how many months students' work stays. */
export async function archiveCourse(
  target: Target,
  slug: string,
  { undo, keep }: { undo: boolean; keep?: number },
): Promise<void> {
  await withCourseAdmin(target, 'course archive', async (store) => {
    const { archived } = await requireCourse(store, slug);
    if (archived !== undo && keep === undefined) {
      say(`Course ${slug} is ${undo ? 'not archived' : 'archived already'}; nothing has changed.`);
      return;
    }
    await store.archiveCourse(slug, undo ? null : (keep ?? keptMonths));
    if (undo) {
      say(`Course ${slug} is no longer archived: students can hand in again.`);
      return;
    }
    const { keptUntil } = await requireCourse(store, slug);
    say(
      `Course ${slug} is archived: students can read it, and hand in nothing. ` +
        `After ${keptUntil?.slice(0, 10) ?? ''} \`touchstone prune\` removes what they did in it.`,
    );
  });
}
