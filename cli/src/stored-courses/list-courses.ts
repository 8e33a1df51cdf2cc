import type { CourseSummary } from '../control/course-calls.ts';
import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { withCourseAdmin } from './open-course-admin.ts';

/** Prints the stored courses, a line each; with `json` a line of JSON each. */
export async function listCourses(target: Target, { json = false } = {}): Promise<void> {
  const courses = await withCourseAdmin(target, 'course list', (store) => store.listCourses());
  if (json) courses.map((course) => JSON.stringify(course)).forEach(say);
  else if (courses.length === 0) say('No course is loaded. Next: touchstone course load DIR');
  else courses.map(renderCourse).forEach(say);
}

function renderCourse(course: CourseSummary): string {
  const { slug, title, published, archived, invited, keptUntil, ...counts } = course;
  const state = [
    ...(published ? [] : ['not published']),
    ...(invited ? ['invited people only'] : []),
    ...(archived ? [`archived, kept until ${keptUntil?.slice(0, 10) ?? ''}`] : []),
  ];
  const numbers = [
    counted(counts.assignments, 'assignment'),
    counted(counts.students, 'student'),
    counted(counts.submissions, 'submission'),
  ];
  return `${slug}: ${title} (${[...state, ...numbers].join(', ')})`;
}
