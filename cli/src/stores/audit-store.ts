import { auditPageSize } from '@touchstone/contracts';
import {
  findCourseForTeachers,
  noteActions,
  readAuditLog,
  type Database,
} from '@touchstone/database';
import type { AuditStore } from '../control/audit-calls.ts';

export const auditStoreIn = ({ kysely }: Database): AuditStore => ({
  async readAuditLog(slug, query) {
    const course = slug === null ? null : await findCourseForTeachers(kysely, slug);
    if (slug !== null && course === null) return null;
    const choice = { ...query, courseId: course?.id ?? null };
    return readAuditLog(kysely, choice, auditPageSize.max);
  },
  async noteExport(exported) {
    const actor = null;
    if (exported.what === 'export-user') {
      const { what: action, user: subjectId } = exported;
      await noteActions(kysely, [{ actor, courseId: null, action, subjectId }]);
      return;
    }
    const course = await findCourseForTeachers(kysely, exported.course);
    if (course === null) return;
    const { id: courseId } = course;
    await noteActions(kysely, [
      exported.what === 'export-submissions'
        ? {
            ...{ actor, courseId, action: exported.what },
            details: { anonymous: exported.anonymous },
          }
        : { actor, courseId, action: exported.what },
    ]);
  },
});
