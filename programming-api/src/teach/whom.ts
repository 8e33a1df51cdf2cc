import {
  listTaughtAssignments,
  readGridPage,
  readTeachScope,
  type GridStudent,
  type TaughtAssignment,
  type TeachScope,
} from '@touchstone/database';
import type { FastifyRequest } from 'fastify';
import { notFound, parseId } from '../http/problems.ts';
import { teachingOf } from '../people/enforce-callers.ts';
import type { RouteDeps } from '../route-deps.ts';

export type TeachDeps = Pick<RouteDeps, 'database' | 'rateLimits' | 'freeDisk'>;

/** Whom the caller may see in the course: teachers all students, assistants those assigned to them. */
export async function scopeOf(
  { database, rateLimits }: TeachDeps,
  request: FastifyRequest,
): Promise<TeachScope> {
  await rateLimits.countRead(request);
  const { course, userId, role } = teachingOf(request);
  const assistantId = role === 'assistant' ? userId : null;
  return readTeachScope(database.kysely, { courseId: course.id, assistantId });
}

/** @throws ProblemError 404 */
export async function requireAssignment(
  { database }: TeachDeps,
  { courseId }: TeachScope,
  slug: string,
): Promise<TaughtAssignment> {
  const assignments = await listTaughtAssignments(database.kysely, courseId);
  const found = assignments.find((one) => one.slug === slug);
  if (found === undefined) throw notFound('assignment');
  return found;
}

/** A student of the course that the caller may see. @throws ProblemError 404 */
export async function requireStudent(
  { database }: TeachDeps,
  scope: TeachScope,
  id: string,
): Promise<GridStudent> {
  const student = parseId(id, 'student');
  const [found] = (await readGridPage(database.kysely, { scope, student, limit: 1 })).students;
  if (found === undefined) throw notFound('student');
  return found;
}
