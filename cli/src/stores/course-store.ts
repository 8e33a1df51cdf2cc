import {
  archiveCourse,
  exportCourse,
  findRecords,
  listAllCourses,
  planCourse,
  publishCourse,
  removeCourse,
  storeCourse,
  type Database,
} from '@touchstone/database';
import type { CourseAdmin, CourseStore } from '../control/course-calls.ts';

export const courseStoreIn = ({ kysely }: Database): CourseStore => ({
  findRecords: (keys) => findRecords(kysely, keys),
  planCourse: (course, options) => planCourse(kysely, course, options),
  storeCourse: (course, options) => storeCourse(kysely, course, { ...options, actor: null }),
});

/** `notify` makes running APIs read the courses again. */
export function courseAdminIn({ kysely }: Database, notify: () => Promise<void>): CourseAdmin {
  const notifying = async <T>(change: Promise<T>): Promise<T> => {
    const outcome = await change;
    await notify();
    return outcome;
  };
  return {
    listCourses: async () =>
      (await listAllCourses(kysely)).map(({ keptUntil, ...course }) => ({
        ...course,
        keptUntil: keptUntil?.toISOString() ?? null,
      })),
    exportCourse: (slug, from) => exportCourse(kysely, slug, from),
    publishCourse: (slug, published) => notifying(publishCourse(kysely, slug, published)),
    archiveCourse: (slug, keepMonths) => notifying(archiveCourse(kysely, slug, keepMonths)),
    removeCourse: (slug) => notifying(removeCourse(kysely, slug)),
  };
}
