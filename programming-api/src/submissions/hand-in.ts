import type { NewSubmission, Submission } from '@touchstone/contracts';
import {
  findReusableAndUngraded,
  hashCode,
  insertQueued,
  insertReused,
  type Database,
} from '@touchstone/database';
import type { FastifyRequest } from 'fastify';
import type { Catalog } from '../courses/catalog.ts';
import { demandSize } from '../http/code-size.ts';
import type { Graders } from '../grading/graders.ts';
import { ProblemError } from '../http/problems.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Announce } from '../live/announcements.ts';
import type { Sessions } from '../users/sessions.ts';
import type { Doorbell } from './doorbell.ts';
import type { QueueGauge } from './queue-gauge.ts';

/*
 * The way of a submission through POST /api/submissions. The order is part of the contract; each
 * step either goes on or answers:
 *
 *   schema (400, before this file) -> size (413) -> session (401) -> assignment (404)
 *     -> the same code graded before, with a judge and a Python that serve now: its result, stored
 *        anew for this user (200)
 *     -> another one of the user in grading (409) -> rate (429) -> room in the queue (503)
 *     -> insert; the database's unique indexes have the last word on 409, and on whether an
 *        identical one is in flight whose result this one waits for (202, without an entry)
 *     -> committed: from here on the answer is 202, whatever becomes of the stream entry,
 *        because the sweeper adds a missing one
 */

export interface HandInDeps {
  readonly database: Database;
  readonly doorbell: Doorbell;
  readonly sessions: Sessions;
  readonly catalog: Catalog;
  readonly rateLimits: RateLimits;
  readonly queueGauge: QueueGauge;
  readonly announce: Announce;
  readonly graders: Pick<Graders, 'serving'>;
}

export interface HandInOutcome {
  readonly kind: 'reused' | 'accepted';
  readonly submission: Submission;
}

export async function handIn(
  deps: HandInDeps,
  request: FastifyRequest,
  { assignmentId, code }: NewSubmission,
): Promise<HandInOutcome> {
  const { kysely } = deps.database;
  demandSize(code);
  const userId = await deps.sessions.demand(request);
  const assignment = await deps.catalog.assignmentKey(assignmentId);
  const serving = await deps.graders.serving();
  const program = { ...assignment, userId, code, serving };

  const found = await findReusableAndUngraded(kysely, {
    ...{ ...assignment, userId, codeHash: hashCode(code), serving },
  });
  if (found.reusable !== null) {
    const source = found.reusable;
    const stored = await insertReused(kysely, { ...program, source });
    void deps.announce(stored);
    return { kind: 'reused', submission: stored.submission };
  }

  if (found.ungradedId !== null) throw inGrading(found.ungradedId);
  await deps.rateLimits.countSubmission(request);
  return deps.queueGauge.withRoom(program.assignmentId, async () => {
    const outcome = await insertQueued(kysely, program);
    if (outcome.kind === 'in-grading') throw inGrading(outcome.submissionId);
    const { kind, stored } = outcome;
    void deps.announce(stored);
    if (kind === 'accepted') await deps.doorbell.ring(stored);
    return { kind: kind === 'reused' ? 'reused' : 'accepted', submission: stored.submission };
  });
}

const inGrading = (submissionId: string): ProblemError =>
  new ProblemError('submission-in-grading', {
    detail: 'Wait for the result of your last submission first.',
    submissionId,
  });
