import { hasRightsOf, roleFor, slugSchema, type Role } from '@touchstone/contracts';
import { findCourseForTeachers, type CourseForTeachers } from '@touchstone/database';
import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import { notFound, ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';

/*
 * Refuses calls for which the caller lacks the role, or the account, that the table of callers names (contracts'
 * callers.ts): 401 without a session, 404 if the caller does not even see the course, 403 otherwise.
 * Calls that need no role ask for the session themselves, at the place that the contract's order of
 * checks gives it, and the catalogue hides courses.
 */

/** Who calls, and about which course. */
interface Teaching {
  readonly course: CourseForTeachers;
  readonly userId: string;
  readonly role: Role;
  readonly isAdministrator: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for calls that need a role. */
    teaching: Teaching | null;
  }
}

/** Of a call that needs a role. */
export function teachingOf({ teaching }: FastifyRequest): Teaching {
  if (teaching === null) throw new Error('the table of callers names no role for this call');
  return teaching;
}

/** For routes that are added from now on. */
export function enforceCallers(
  app: TypedApp,
  { database, sessions, rights }: Pick<RouteDeps, 'database' | 'sessions' | 'rights'>,
): void {
  app.decorateRequest('teaching', null);
  const requireRole =
    (least: Role): preHandlerAsyncHookHandler =>
    async (request) => {
      const userId = await sessions.require(request);
      const { course: slug = '' } = request.params as { course?: string };
      const course = slugSchema.safeParse(slug).success
        ? await findCourseForTeachers(database.kysely, slug)
        : null;
      if (course === null) throw notFound('course');
      const { isAdministrator, roles } = await rights.of(userId);
      const role = isAdministrator ? 'teacher' : (roles.get(course.id) ?? null);
      if (role !== null && hasRightsOf(role, least)) {
        request.teaching = { course, userId, role, isAdministrator };
        return;
      }
      if (!course.published || !(await rights.seenBy(request)(course))) throw notFound('course');
      throw new ProblemError('forbidden', {
        detail: `Only ${least === 'teacher' ? 'the course’s teachers' : 'the course’s teachers and assistants'} may do this.`,
      });
    };
  const requireAccount: preHandlerAsyncHookHandler = async (request) => {
    const { hasIdentity } = await rights.of(await sessions.require(request));
    if (hasIdentity) return;
    throw new ProblemError('forbidden', {
      detail: 'You work here without an account. Open the link that your teacher gave you first.',
    });
  };
  app.addHook('onRoute', (route) => {
    const { callers = 'everybody' } = route.config ?? {};
    if (callers === 'accounts') {
      route.preHandler = [route.preHandler ?? [], requireAccount].flat();
    }
    const least = roleFor(callers);
    if (least === null) return;
    route.preHandler = [route.preHandler ?? [], requireRole(least)].flat();
  });
}
