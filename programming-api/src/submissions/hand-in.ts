import { programBytes, type NewSubmission, type Submission } from '@touchstone/contracts';
import { findReusableAndUngraded, insertQueued, insertReused } from '@touchstone/database';
import type { FastifyRequest } from 'fastify';
import type { Graders } from '../grading/graders.ts';
import { ProblemError, refuseIfArchived } from '../http/problems.ts';
import { assertProgramSize, requireProgram } from '../http/program.ts';
import { rowBytes } from '../http/rate-limits.ts';
import type { Announce } from '../live/announcements.ts';
import type { RouteDeps } from '../route-deps.ts';
import type { Doorbell } from '../grading/doorbell.ts';
import type { QueueGauge } from './queue-gauge.ts';

/*
 * The steps of POST /api/submissions. Their order is part of the contract; each step either continues
 * or answers:
 *
 *   schema (400, before this file) -> size (413) -> session (401) -> assignment (404)
 *     -> the course is archived (403) -> the program has other files than the assignment (400)
 *     -> the same code was graded before, with a judge and a Python in use now: a row that shares the
 *        result (200), after the checks of disk space (503) and rate (429)
 *     -> another submission of the user in grading (409) -> disk space (503) -> rate (429)
 *     -> room in the queue (503)
 *     -> insert; the database's unique indexes decide on 409, and on whether an identical submission
 *        is in flight, whose result this one waits for (202, without an entry)
 *     -> committed: from here on the answer is 202, even if adding the stream entry fails, because
 *        the sweeper adds a missing entry
 */

export interface HandInDeps extends Pick<
  RouteDeps,
  'database' | 'sessions' | 'rights' | 'catalog' | 'rateLimits' | 'freeDisk'
> {
  readonly doorbell: Doorbell;
  readonly queueGauge: QueueGauge;
  readonly announce: Announce;
  readonly graders: Pick<Graders, 'reusable'>;
}

export interface HandInOutcome {
  readonly kind: 'reused' | 'accepted';
  readonly submission: Submission;
}

export async function handIn(
  deps: HandInDeps,
  request: FastifyRequest,
  { assignmentId, ...sent }: NewSubmission,
): Promise<HandInOutcome> {
  const { kysely } = deps.database;
  assertProgramSize(sent);
  const userId = await deps.sessions.require(request);
  const { archived, edits, ...assignment } = await deps.catalog.assignmentKey(
    assignmentId,
    deps.rights.seenBy(request),
  );
  refuseIfArchived({ archived });
  const program = requireProgram(sent, edits);
  const serving = await deps.graders.reusable();
  const handedIn = { ...assignment, ...program, userId, serving, requestId: request.id };
  const admit = async (storedBytes: number): Promise<void> => {
    // The disk first: a refused submission does not count for the rate.
    deps.freeDisk.assertRoom();
    await deps.rateLimits.countSubmission(request, rowBytes + storedBytes);
  };

  const found = await findReusableAndUngraded(kysely, handedIn);
  if (found.reusable !== null) {
    const source = found.reusable;
    await admit(source.sameCode ? 0 : programBytes(program));
    const stored = await insertReused(kysely, { ...handedIn, source });
    if (stored !== null) {
      void deps.announce(stored);
      return { kind: 'reused', submission: stored.submission };
    }
    // The source has been deleted meanwhile: grade this one.
  }

  if (found.ungradedId !== null) throw inGrading(found.ungradedId);
  await admit(programBytes(program));
  return deps.queueGauge.withRoom(assignment.assignmentId, async () => {
    const outcome = await insertQueued(kysely, handedIn);
    if (outcome.kind === 'in-grading') throw inGrading(outcome.submissionId);
    const { kind, stored } = outcome;
    void deps.announce(stored);
    if (kind === 'accepted') await deps.doorbell.ring(stored);
    return { kind: kind === 'reused' ? 'reused' : 'accepted', submission: stored.submission };
  });
}

const inGrading = (submissionId: string): ProblemError =>
  new ProblemError('submission-in-grading', {
    detail: 'Wait for the result of your last submission.',
    submissionId,
  });
