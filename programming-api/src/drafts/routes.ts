import { readDraft, writeDraft } from '@touchstone/database';
import { callRoute } from '../http/call-route.ts';
import { assertCodeSize } from '../http/code-size.ts';
import { ProblemError, refuseIfArchived } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { RouteDeps } from '../route-deps.ts';

/** What a user has typed, for all devices. A draft never replaces one that its device has not seen. */
export function draftRoutes(
  app: TypedApp,
  deps: Pick<RouteDeps, 'database' | 'sessions' | 'catalog' | 'rateLimits' | 'freeDisk'>,
): void {
  const { database, sessions, catalog, rateLimits, freeDisk } = deps;

  app.route({
    ...callRoute('GET /api/drafts/:assignmentId'),
    handler: async (request) => {
      const userId = await sessions.require(request);
      const { assignmentId } = await catalog.assignmentKey(request.params.assignmentId);
      await rateLimits.countRead(request);
      return { draft: await readDraft(database.kysely, { userId, assignmentId }) };
    },
  });

  app.route({
    ...callRoute('PUT /api/drafts/:assignmentId'),
    handler: async (request) => {
      const { code, revision } = request.body;
      assertCodeSize(code);
      const userId = await sessions.require(request);
      const { assignmentId, archived } = await catalog.assignmentKey(request.params.assignmentId);
      refuseIfArchived({ archived });
      freeDisk.assertRoom();
      await rateLimits.countDraft(request);
      const outcome = await writeDraft(database.kysely, { userId, assignmentId, code, revision });
      if (outcome.kind === 'written') {
        void rateLimits.addStored(request, outcome.grownBytes);
        return { draft: outcome.draft };
      }
      throw new ProblemError('draft-conflict', {
        detail: 'The draft was changed elsewhere. See `draft`; send its revision to replace it.',
        draft: outcome.draft,
      });
    },
  });
}
