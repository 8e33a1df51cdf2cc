import { programBytes, type NewSubmission, type Submission } from '@touchstone/contracts';
import { dateStateAt, isBeforeDeadline, writeLocal } from '@touchstone/contracts/dates';
import {
  findReusableAndUngraded,
  insertQueued,
  insertReused,
  receive,
  type HandIn,
  type InsertQueuedOutcome,
} from '@touchstone/database';
import type { FastifyRequest } from 'fastify';
import type { SeenDates } from '../courses/seen-dates.ts';
import type { Endings } from '../grading/endings.ts';
import type { Graders } from '../grading/graders.ts';
import { ProblemError, refuseIfArchived } from '../http/problems.ts';
import { assertProgramSize, requireProgram } from '../http/program.ts';
import { rowBytes } from '../http/rate-limits.ts';
import type { Announce } from '../live/announcements.ts';
import type { RouteDeps } from '../route-deps.ts';
import type { Doorbell } from '../grading/doorbell.ts';
import type { Admissions } from '../grading/admissions.ts';
import type { QueueGauge } from './queue-gauge.ts';

/*
 * The steps of POST /api/submissions. Their order is part of the contract; each step either continues
 * or answers:
 *
 *   schema (400, before this file) -> size (413) -> session (401) -> assignment (404)
 *     -> the course is archived (403) -> the assignment was closed when the request arrived (403)
 *     -> the program has other files than the assignment (400)
 *     -> the same code was graded before, with a judge and a Python in use now: a row that shares the
 *        result (200), after the checks of disk space (503) and rate (429)
 *     -> another submission of the user in grading (409) -> disk space (503) -> rate (429)
 *     -> room in the queue (503)
 *     -> insert; the database's unique indexes decide on 409, and on whether an identical submission
 *        is in flight, whose result this one waits for (202, without an entry)
 *     -> near a deadline none of 409, 429 and the queue's 503 applies: the submission is stored in any case,
 *        and waits until an earlier one of the user is graded (database/src/life-cycle/receive.ts)
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
  readonly admissions: Pick<Admissions, 'next'>;
  readonly endings: Pick<Endings, 'announceFollowers'>;
}

export interface HandInOutcome {
  readonly kind: 'reused' | 'accepted';
  readonly submission: Submission;
}

export async function handIn(
  deps: HandInDeps,
  request: FastifyRequest,
  { assignmentId, receivedAt, ...sent }: NewSubmission & { receivedAt: Date },
): Promise<HandInOutcome> {
  const { kysely } = deps.database;
  assertProgramSize(sent);
  const userId = await deps.sessions.require(request);
  const { archived, edits, dates, ...assignment } = await deps.catalog.assignmentKey(
    assignmentId,
    deps.rights.seenBy(request),
  );
  refuseIfArchived({ archived });
  if (dates !== null) refuseIfClosed(dates, receivedAt);
  const program = requireProgram(sent, edits);
  const refusesNothing = dates !== null && isBeforeDeadline(dates.dates, receivedAt);
  const serving = await deps.graders.reusable();
  const handedIn = {
    ...{ ...assignment, ...program, userId, serving, receivedAt },
    requestId: request.id,
  };
  const admit = async (storedBytes: number): Promise<void> => {
    // The disk first: a refused submission does not count for the rate.
    deps.freeDisk.assertRoom();
    const bytes = rowBytes + storedBytes;
    if (refusesNothing) void deps.rateLimits.addStored(request, bytes);
    else await deps.rateLimits.countSubmission(request, bytes);
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

  if (found.ungradedId !== null && !refusesNothing) throw inGrading(found.ungradedId);
  await admit(programBytes(program));
  if (refusesNothing) return receiveNow(deps, handedIn);
  return deps.queueGauge.withRoom(assignment.assignmentId, async () => {
    const outcome = await insertQueued(kysely, handedIn);
    if (outcome.kind === 'in-grading') throw inGrading(outcome.submissionId);
    return announceQueued(deps, outcome);
  });
}

async function announceQueued(
  deps: HandInDeps,
  { kind, stored }: Exclude<InsertQueuedOutcome, { kind: 'in-grading' }>,
): Promise<HandInOutcome> {
  void deps.announce(stored);
  if (kind === 'accepted') await deps.doorbell.ring(stored);
  return { kind: kind === 'reused' ? 'reused' : 'accepted', submission: stored.submission };
}

/** Near a deadline. */
async function receiveNow(deps: HandInDeps, program: HandIn): Promise<HandInOutcome> {
  const outcome = await receive(deps.database.kysely, program);
  if (outcome.kind === 'repeated') {
    return { kind: 'accepted', submission: outcome.stored.submission };
  }
  if (outcome.kind !== 'received') return announceQueued(deps, outcome);
  const { stored, superseded, followers } = outcome;
  for (const each of [...superseded, stored]) void deps.announce(each);
  // It is stored: what fails from here on, the sweeper does.
  const admitted = await deps.endings
    .announceFollowers(followers)
    .then(() => deps.admissions.next(program.userId))
    .catch(() => null);
  const isOwn = admitted?.stored.submission.id === stored.submission.id;
  const { submission } = isOwn ? admitted.stored : stored;
  return { kind: submission.status === 'graded' ? 'reused' : 'accepted', submission };
}

/** @throws ProblemError 403 */
function refuseIfClosed({ dates, shown }: SeenDates, receivedAt: Date): void {
  const { closes } = dates;
  if (closes === null || dateStateAt(dates, receivedAt) !== 'closed') return;
  const closed = writeLocal(closes.getTime(), shown.timeZone);
  throw new ProblemError('assignment-closed', {
    detail: `Nothing can be handed in any more: it closed on ${closed} (${shown.timeZone}).`,
    closedAt: closes.toISOString(),
  });
}

const inGrading = (submissionId: string): ProblemError =>
  new ProblemError('submission-in-grading', {
    detail: 'Wait for the result of your last submission.',
    submissionId,
  });
