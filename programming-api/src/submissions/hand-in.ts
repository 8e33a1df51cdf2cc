import { programBytes, type NewSubmission, type Submission } from '@touchstone/contracts';
import { dateStateAt, isBeforeDeadline, writeLocal } from '@touchstone/contracts/dates';
import {
  insertQueued,
  insertReused,
  readUngradedSubmission,
  receive,
  type HandIn,
  type InsertQueuedOutcome,
  type StoredSubmission,
} from '@touchstone/database';
import type { FastifyRequest } from 'fastify';
import type { SeenDates } from '../courses/seen-dates.ts';
import type { Endings } from '../grading/endings.ts';
import type { Graders } from '../grading/graders.ts';
import { ProblemError, refuseIfArchived } from '../http/problems.ts';
import { assertProgramSize, requireProgram } from '../http/program.ts';
import { rowBytes } from '../http/rate-limits.ts';
import type { Announce } from '../live/announcements.ts';
import type { Sees } from '../people/rights.ts';
import type { RouteDeps } from '../route-deps.ts';
import type { Doorbell } from '../grading/doorbell.ts';
import type { Admissions } from '../grading/admissions.ts';
import type { Intake } from './intake.ts';
import type { QueueGauge } from './queue-gauge.ts';
import type { Rush } from '../grading/rush.ts';

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
 *     -> while verdicts are held back, no 409 tells whether an earlier one has its result: the submission waits
 *        for it in the same way
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
  readonly intake: Intake;
  readonly rush: Pick<Rush, 'handIn'>;
}

export interface HandInOutcome {
  readonly kind: 'reused' | 'accepted';
  readonly submission: Submission;
}

/** `isHeld`: its verdict is held back from its owner. */
export async function handIn(
  deps: HandInDeps,
  request: FastifyRequest,
  { assignmentId, receivedAt, ...sent }: NewSubmission & { receivedAt: Date },
): Promise<HandInOutcome & { readonly isHeld: boolean }> {
  assertProgramSize(sent);
  const userId = await deps.sessions.require(request);
  const sees = deps.rights.seenBy(request);
  const key = await deps.catalog.assignmentKey(assignmentId, sees);
  const { archived, edits, dates, isHeld, ...assignment } = key;
  refuseIfArchived({ archived });
  if (dates !== null) refuseIfClosed(dates, receivedAt);
  const program = requireProgram(sent, edits);
  const refusesNothing = dates !== null && isBeforeDeadline(dates.dates, receivedAt);
  const serving = await deps.graders.reusable();
  const handedIn = {
    ...{ ...assignment, ...program, userId, serving, receivedAt },
    requestId: request.id,
  };
  const admit = async (storedBytes: number): Promise<boolean> => {
    // The disk first: a refused submission does not count for the rate.
    deps.freeDisk.assertRoom();
    const bytes = rowBytes + storedBytes;
    if (refusesNothing) return deps.rateLimits.noteSubmission(request, bytes);
    await deps.rateLimits.countSubmission(request, bytes);
    return false;
  };

  const place = { sees, isHeld, refusesNothing, admit };
  const storeIt = (): Promise<HandInOutcome> => store(deps, handedIn, place);
  return { ...(await (refusesNothing ? deps.rush.handIn(storeIt) : storeIt())), isHeld };
}

interface Place {
  readonly sees: Sees;
  readonly isHeld: boolean;
  readonly refusesNothing: boolean;
  /**
   * Resolves to whether the user is beyond the usual limits, near a deadline.
   * @throws ProblemError if the disk is full, or the rate is exceeded
   */
  readonly admit: (storedBytes: number) => Promise<boolean>;
}

async function store(deps: HandInDeps, handedIn: HandIn, place: Place): Promise<HandInOutcome> {
  const { kysely } = deps.database;
  const { isHeld, refusesNothing, admit } = place;
  const bytes = programBytes(handedIn);
  const found = await deps.intake.find(handedIn);
  if (found.reusable !== null) {
    const source = found.reusable;
    await admit(source.sameCode && !isHeld ? 0 : bytes);
    const stored = await insertReused(kysely, { ...handedIn, source });
    if (stored !== null) {
      void deps.announce(stored);
      return { kind: 'reused', submission: stored.submission };
    }
    // The source has been deleted meanwhile: grade this one.
  }

  const waits = refusesNothing || isHeld;
  if (found.ungradedId !== null && !waits && !(await isUngradedHeld(deps, handedIn, place))) {
    throw inGrading(found.ungradedId);
  }
  const isBeyond = await admit(bytes);
  if (refusesNothing) return receiveNow(deps, handedIn, isBeyond);
  return deps.queueGauge.withRoom(handedIn.assignmentId, async () => {
    if (isHeld) return receiveNow(deps, handedIn, isBeyond);
    const outcome = await insertQueued(kysely, handedIn, deps.intake.tryInsert);
    if (outcome.kind !== 'in-grading') {
      return announceQueued(deps, outcome, (stored) => deps.doorbell.ring(stored));
    }
    if (await isUngradedHeld(deps, handedIn, place)) return receiveNow(deps, handedIn, isBeyond);
    throw inGrading(outcome.submissionId);
  });
}

/** Whether the user's ungraded submission is for an assignment whose verdicts are held back. */
async function isUngradedHeld(
  { catalog, database }: HandInDeps,
  { userId }: HandIn,
  { sees }: Place,
): Promise<boolean> {
  const held = await catalog.heldAssignments(sees);
  if (held.length === 0) return false;
  const ungraded = await readUngradedSubmission(database.kysely, userId);
  return ungraded !== null && held.includes(ungraded.assignmentId);
}

async function announceQueued(
  { announce }: Pick<HandInDeps, 'announce'>,
  { kind, stored }: Exclude<InsertQueuedOutcome, { kind: 'in-grading' }>,
  ring: (stored: StoredSubmission) => Promise<void>,
): Promise<HandInOutcome> {
  void announce(stored);
  if (kind === 'accepted') await ring(stored);
  return { kind: kind === 'reused' ? 'reused' : 'accepted', submission: stored.submission };
}

/**
 * Near a deadline, or while verdicts are held back. No grader is woken for a user beyond the usual limits: the
 * sweeper adds the entry after some seconds, in which newer programs take its place ungraded.
 */
async function receiveNow(
  deps: HandInDeps,
  program: HandIn,
  isBeyond: boolean,
): Promise<HandInOutcome> {
  const outcome = await receive(deps.database.kysely, program, deps.intake.tryInsert);
  if (outcome.kind === 'repeated') {
    return { kind: 'accepted', submission: outcome.stored.submission };
  }
  if (outcome.kind !== 'received') {
    return announceQueued(deps, outcome, async (queued) => {
      if (!isBeyond) await deps.doorbell.ring(queued);
    });
  }
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
