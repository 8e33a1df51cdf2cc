import type { NewSubmission, Submission } from '@touchstone/contracts';
import {
  findReusableAndUngraded,
  insertQueued,
  insertReused,
  type Database,
} from '@touchstone/database';
import type { FastifyRequest } from 'fastify';
import type { Catalog } from '../courses/catalog.ts';
import { demandSize } from '../http/code-size.ts';
import type { Graders } from '../grading/graders.ts';
import { ProblemError } from '../http/problems.ts';
import { rowBytes, type RateLimits } from '../http/rate-limits.ts';
import type { Announce } from '../live/announcements.ts';
import type { FreeDisk } from '../storage/free-disk.ts';
import type { Sessions } from '../users/sessions.ts';
import type { Doorbell } from './doorbell.ts';
import type { QueueGauge } from './queue-gauge.ts';

/*
 * The way of a submission through POST /api/submissions. The order is part of the contract; each
 * step either goes on or answers:
 *
 *   schema (400, before this file) -> size (413) -> session (401) -> assignment (404)
 *     -> the same code graded before, with a judge and a Python that serve now: a row that shares that
 *        result (200), if there is room on the disk (503) and not too much came before (429)
 *     -> another one of the user in grading (409) -> room on the disk (503) -> rate (429)
 *     -> room in the queue (503)
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
  readonly freeDisk: FreeDisk;
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
  const program = { ...assignment, userId, code, serving, requestId: request.id };
  const admit = async (codeBytes: number): Promise<void> => {
    // What is not taken in counts for nothing.
    deps.freeDisk.demand();
    await deps.rateLimits.countSubmission(request, rowBytes + codeBytes);
  };

  const found = await findReusableAndUngraded(kysely, program);
  if (found.reusable !== null) {
    const source = found.reusable;
    await admit(source.sameCode ? 0 : Buffer.byteLength(code));
    const stored = await insertReused(kysely, { ...program, source });
    if (stored !== null) {
      void deps.announce(stored);
      return { kind: 'reused', submission: stored.submission };
    }
    // It was deleted since: this one is graded for itself.
  }

  if (found.ungradedId !== null) throw inGrading(found.ungradedId);
  await admit(Buffer.byteLength(code));
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
