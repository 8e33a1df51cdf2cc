import type { Draft } from '@touchstone/contracts';
import { readDraft, writeDraft, type StoredDraft } from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { ProblemError, refuseIfArchived } from '../http/problems.ts';
import {
  assertProgramSize,
  draftedProgram,
  requireProgram,
  type EditedFiles,
} from '../http/program.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';

/** What a user has typed, for all devices. A draft never replaces one that its device has not seen. */
export function draftRoutes(
  app: TypedApp,
  deps: Pick<RouteDeps, 'database' | 'sessions' | 'rights' | 'catalog' | 'rateLimits' | 'freeDisk'>,
): void {
  const { database, sessions, rights, catalog, rateLimits, freeDisk } = deps;

  app.route({
    ...callRoute('GET /api/drafts/:assignmentId'),
    handler: async (request) => {
      const { userId, viewedCourseId } = await sessions.requireSession(request);
      const { assignmentId: id } = request.params;
      const { assignmentId, edits } = await catalog.assignmentKey(id, rights.seenBy(request));
      await rateLimits.countRead(request);
      // What a student has not handed in is nobody else's business.
      if (viewedCourseId !== null) return { draft: null };
      const draft = await readDraft(database.kysely, { userId, assignmentId });
      return { draft: draft && answerOf(draft, edits) };
    },
  });

  app.route({
    ...callRoute('PUT /api/drafts/:assignmentId'),
    handler: async (request) => {
      const { revision, ...sent } = request.body;
      assertProgramSize(sent);
      const userId = await sessions.require(request);
      const { assignmentId: id } = request.params;
      const sees = rights.seenBy(request);
      const { assignmentId, archived, edits } = await catalog.assignmentKey(id, sees);
      refuseIfArchived({ archived });
      const program = { ...requireProgram(sent, edits), fileName: edits.fileName };
      freeDisk.assertRoom();
      await rateLimits.countDraft(request);
      const outcome = await writeDraft(database.kysely, {
        ...{ userId, assignmentId, revision },
        ...program,
      });
      const draft = answerOf(outcome.draft, edits);
      if (outcome.kind === 'written') {
        void rateLimits.addStored(request, outcome.grownBytes);
        return { draft };
      }
      throw new ProblemError('draft-conflict', {
        detail: 'The draft was changed elsewhere. See `draft`; send its revision to replace it.',
        draft,
      });
    },
  });
}

const answerOf = (draft: StoredDraft, edits: EditedFiles): Draft => ({
  assignmentId: draft.assignmentId,
  ...draftedProgram(draft, edits),
  revision: draft.revision,
  changedAt: draft.changedAt,
});
