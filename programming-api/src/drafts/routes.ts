import { draftAnswerSchema, newDraftSchema, writtenDraftSchema } from '@touchstone/contracts';
import { readDraft, writeDraft, type Database } from '@touchstone/database';
import { z } from 'zod';
import type { Catalog } from '../courses/catalog.ts';
import { demandSize } from '../http/code-size.ts';
import { ProblemError } from '../http/problems.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { noQuery, type TypedApp } from '../http/typed-app.ts';
import type { FreeDisk } from '../storage/free-disk.ts';
import type { Sessions } from '../users/sessions.ts';

/** What a user has typed, so that it is there on every device; no draft replaces one unseen. */
export function draftRoutes(
  app: TypedApp,
  deps: {
    readonly database: Database;
    readonly sessions: Sessions;
    readonly catalog: Catalog;
    readonly rateLimits: RateLimits;
    readonly freeDisk: FreeDisk;
  },
): void {
  const { database, sessions, catalog, rateLimits, freeDisk } = deps;
  const params = z.object({ assignmentId: z.string() });

  app.get(
    '/api/drafts/:assignmentId',
    { schema: { params, querystring: noQuery, response: { 200: draftAnswerSchema } } },
    async (request) => {
      const userId = await sessions.demand(request);
      const { assignmentId } = await catalog.assignmentKey(request.params.assignmentId);
      await rateLimits.countRead(request);
      return { draft: await readDraft(database.kysely, { userId, assignmentId }) };
    },
  );

  app.put(
    '/api/drafts/:assignmentId',
    {
      schema: {
        params,
        querystring: noQuery,
        body: newDraftSchema,
        response: { 200: writtenDraftSchema },
      },
    },
    async (request) => {
      const { code, revision } = request.body;
      demandSize(code);
      const userId = await sessions.demand(request);
      const { assignmentId } = await catalog.assignmentKey(request.params.assignmentId);
      freeDisk.demand();
      await rateLimits.countDraft(request);
      const outcome = await writeDraft(database.kysely, { userId, assignmentId, code, revision });
      if (outcome.kind === 'written') {
        void rateLimits.addStored(request, outcome.grownBytes);
        return { draft: outcome.draft };
      }
      throw new ProblemError('draft-conflict', {
        detail: 'It was changed elsewhere since: see `draft`, and send its revision to replace it.',
        draft: outcome.draft,
      });
    },
  );
}
