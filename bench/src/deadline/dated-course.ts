import { appendFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Stack } from '@touchstone/cli/stack';
import { appoint, findCourseForTeachers, type Connection } from '@touchstone/database';
import { createApiClient } from '@touchstone/test-kit';
import { courseFolder } from '../places.ts';

const courseSlug = 'first-steps';
/** The assignment with a date. */
export const slug = 'sum';

/** The sample course with a date, which a teacher moves later. */
export async function datedCourse(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const above = await mkdtemp(path.join(tmpdir(), 'touchstone-bench-course-'));
  const folder = path.join(above, courseSlug);
  await cp(courseFolder, folder, { recursive: true });
  await appendFile(path.join(folder, 'course.yaml'), 'timeZone: UTC\n');
  await writeFile(
    path.join(folder, slug, 'assignment.yaml'),
    'title: Sum\ndates: {due: 2020-01-01}\n',
  );
  return { folder, remove: () => rm(above, { recursive: true, force: true }) };
}

/** Resolves to the function that makes the assignment due at a moment. */
export async function teacherWhoMovesTheDate(
  stack: Stack,
  db: Connection,
): Promise<(atMs: number) => Promise<void>> {
  const course = await findCourseForTeachers(db, courseSlug);
  if (course === null) throw new Error(`There is no course ${courseSlug}.`);
  const teacher = { mail: 'teacher@example.org', name: 'Teacher', courseId: course.id };
  const { link } = await appoint(db, teacher);
  const client = createApiClient({ url: stack.url });
  const { token } = await client.call('POST /api/sign-in', { body: { token: link.token } });
  return async (atMs) => {
    await client.as(token).call('POST /api/teach/:course/extensions', {
      course: courseSlug,
      body: { assignment: slug, for: { all: true }, until: new Date(atMs).toISOString() },
    });
  };
}
