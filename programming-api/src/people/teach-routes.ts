import {
  assignStudents,
  countMembers,
  inviteMembers,
  listMembers,
  loadRoster,
  memberParts,
  noteActions,
  removeMember,
  setRole,
} from '@touchstone/database';
import type { Member } from '@touchstone/contracts';
import type { Cell } from '@touchstone/contracts/csv';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callRoute } from '../http/call-route.ts';
import { notFound, parseId, ProblemError } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';
import type { Mailer } from '../mail/mailer.ts';
import { mailInvitations } from '../mail/mail-invitations.ts';
import { sendCsv } from '../http/csv-answer.ts';
import { teachingOf } from './enforce-callers.ts';
import { signInLink } from '../mail/sign-in-link.ts';

interface TeachDeps extends Pick<RouteDeps, 'database' | 'sessions' | 'rights' | 'freeDisk'> {
  readonly publicUrl: string | undefined;
  readonly mailer: Mailer | undefined;
}

/** What teachers do with the people of their course. */
export function teachRoutes(app: TypedApp, deps: TeachDeps): void {
  const { database, sessions, rights, freeDisk, publicUrl, mailer } = deps;
  const { kysely } = database;

  /** The member whom a call is about, and who makes it. */
  const changeOf = (request: FastifyRequest<{ Params: { user: string } }>) => {
    const { course, userId: actor } = teachingOf(request);
    return { courseId: course.id, userId: parseId(request.params.user, 'member'), actor };
  };
  const answerChange = async (
    reply: FastifyReply,
    userId: string,
    outcome: Awaited<ReturnType<typeof setRole>>,
  ): Promise<FastifyReply> => {
    if (outcome === null) throw notFound('member');
    if (outcome === 'last-teacher') {
      throw new ProblemError('last-teacher', { detail: 'Make somebody else a teacher first.' });
    }
    await sessions.announceEnded(outcome.tokenHashes);
    await rights.announceChanged([userId]);
    return reply.code(204).send();
  };

  app.route({
    ...callRoute('GET /api/teach/:course/members'),
    handler: async (request) => {
      const { course, userId, role } = teachingOf(request);
      const assistantId = role === 'assistant' ? userId : null;
      const choice = { ...request.query, courseId: course.id, assistantId };
      const [page, counts] = await Promise.all([
        listMembers(kysely, choice),
        countMembers(kysely, choice),
      ]);
      if (page === null) throw notFound('member');
      return { ...page, ...counts, sendsMail: mailer !== undefined && publicUrl !== undefined };
    },
  });

  app.route({
    ...callRoute('GET /api/teach/:course/members.csv'),
    handler: async (request, reply) => {
      const { course, userId: actor } = teachingOf(request);
      await noteActions(kysely, [{ actor, courseId: course.id, action: 'export-members' }]);
      return sendCsv(reply, `${course.slug}-people`, membersCsv(course.id));
    },
  });

  async function* membersCsv(courseId: string): AsyncGenerator<readonly Cell[]> {
    yield memberHead;
    for await (const part of memberParts(kysely, courseId)) yield* part.map(memberLine);
  }

  app.route({
    ...callRoute('PUT /api/teach/:course/members/:user/role'),
    handler: async (request, reply) => {
      const change = changeOf(request);
      const outcome = await setRole(kysely, { ...change, role: request.body.role });
      return answerChange(reply, change.userId, outcome);
    },
  });

  app.route({
    ...callRoute('DELETE /api/teach/:course/members/:user'),
    handler: async (request, reply) => {
      const change = changeOf(request);
      return answerChange(reply, change.userId, await removeMember(kysely, change));
    },
  });

  app.route({
    ...callRoute('PUT /api/teach/:course/members/:user/assigned'),
    handler: async (request, reply) => {
      const change = changeOf(request);
      const outcome = await assignStudents(kysely, { ...change, assigned: request.body });
      if (outcome === null) throw notFound('member');
      if (outcome === 'not-assistant') {
        throw new ProblemError('not-assistant', { detail: 'Make the member an assistant first.' });
      }
      return reply.code(204).send();
    },
  });

  app.route({
    ...callRoute('POST /api/teach/:course/roster'),
    handler: async (request) => {
      freeDisk.assertRoom();
      const { course, userId: actor } = teachingOf(request);
      const load = { courseId: course.id, actor, ...request.body };
      const { report, userIds } = await loadRoster(kysely, load);
      await rights.announceChanged(userIds);
      return report;
    },
  });

  app.route({
    ...callRoute('POST /api/teach/:course/invitations'),
    handler: async (request) => {
      freeDisk.assertRoom();
      const { course, userId: actor, isAdministrator } = teachingOf(request);
      const { invitations, notInvited } = await inviteMembers(kysely, {
        ...{ courseId: course.id, actor, onlyOwn: !isAdministrator },
        userIds: request.body.users,
      });
      // The Host was checked; X-Forwarded-Host was not.
      const origin = publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`;
      return {
        notInvited,
        invitations: invitations.map(({ token, expiresAt, ...invitation }) => ({
          ...invitation,
          link: signInLink(origin, token),
          expiresAt: expiresAt.toISOString(),
        })),
      };
    },
  });

  app.route({
    ...callRoute('POST /api/teach/:course/invitations/mails'),
    handler: async (request) => {
      const { course, userId: actor, isAdministrator } = teachingOf(request);
      if (mailer === undefined || publicUrl === undefined) {
        throw new ProblemError('no-mail', {
          detail: 'Make the links and send them yourself: this server is not set up to send mail.',
        });
      }
      freeDisk.assertRoom();
      const by = { course, actor, onlyOwn: !isAdministrator, userIds: request.body.users };
      return mailInvitations(kysely, { mailer, origin: publicUrl }, by);
    },
  });
}

const memberHead: readonly Cell[] = [
  ...['id', 'name', 'mail', 'group', 'role', 'signed_in', 'invited_until', 'assigned', 'uuid'],
];

/** `assigned` has the groups and the uuids of the students whom an assistant sees. */
const memberLine = (member: Member): Cell[] => [
  ...[member.studentNumber, member.name, member.mail, member.group, member.role],
  ...[member.hasSignedIn ? 'yes' : 'no', member.invitedUntil],
  member.assigned && [...member.assigned.groups, ...member.assigned.students].join('; '),
  member.uuid,
];
