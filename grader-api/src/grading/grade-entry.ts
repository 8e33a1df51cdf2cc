import { randomUUID } from 'node:crypto';
import {
  fitProgram,
  internalErrorResult,
  type AttemptEnding,
  type GraderCall,
  type GradingJob,
  type GradingOffice,
  type Result,
} from '@touchstone/contracts';
import type { Delivery, StreamConsumer } from '@touchstone/messaging';
import { retry, within } from '@touchstone/runtime';
import type { Logger } from 'pino';
import type { GradingFault } from '../metrics/metrics.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { scoreReport } from '../scoring.ts';
import type { GradingReads } from './grading-reads.ts';

/*
 * How a grader processes one stream entry:
 *
 *   begin an attempt ── already graded, or unknown ──────────────────> acknowledge
 *     │ begun              (the answer has the code)
 *   read the bundle      ── missing ────┐   (or its record, if the sandbox needs one)
 *     │                                 v
 *   grade in the sandbox ── fails ──> internal-error
 *     │ report                          │
 *   score                               │
 *     v                                 v
 *   store the result ── stored or repeated ──────────────────────────> acknowledge
 *     │             ╰── unknown or invalid ──> store internal-error ──> acknowledge
 *     ╰── stale: another grader has claimed the entry ───────────────> release
 *
 * Calls of the API are repeated, with back-off, until it answers or the grader closes. A grader that
 * closes, or can't read the database for a while, hands the attempt back to the API, so that it does not
 * count as lost, and then the entry to the stream, where any grader may take it immediately. If that
 * fails, the entry is released and stays pending until a grader claims it.
 */

const internalError = internalErrorResult('Your program could not be graded.');

/** What this grader does with the entry after each ending of its attempt. */
const entryAfter = {
  stored: 'acknowledge',
  repeated: 'acknowledge',
  stale: 'release',
  'already-graded': 'acknowledge',
  unknown: 'acknowledge',
  invalid: 'acknowledge',
  requeued: 'handBack',
} as const satisfies Record<AttemptEnding, keyof GradeEntryDeps['consumer']>;

export interface GradeEntryDeps {
  readonly office: GradingOffice;
  readonly reads: GradingReads;
  readonly sandbox: Pick<Sandbox, 'grade' | 'forgeable'>;
  readonly consumer: Pick<StreamConsumer, 'acknowledge' | 'handBack' | 'release'>;
  readonly logger: Logger;
  readonly retryFirstMs: number;
  readonly maxRetryDelayMs: number;
  /** How long to try to read code and tests before the attempt is handed back. */
  readonly readPatienceMs: number;
  /** How long a closing grader waits for the API when it hands an attempt back. */
  readonly handBackMs: number;
  /** A grading that exceeds its wall limit by more than this counts as stuck. */
  readonly gradingSlackMs: number;
  readonly onGraded: (verdict: Result['verdict']) => void;
  readonly onFault: (fault: GradingFault) => void;
}

/** `costMs` is how long the grading took; not set when it failed through a fault of ours. */
interface Finished {
  readonly ending: AttemptEnding;
  readonly costMs?: number;
}

/** Never rejects. On abort of `signal` the grader closes, and the entry is handed back. */
export async function gradeEntry(
  deps: GradeEntryDeps,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const { consumer } = deps;
  const { submissionId, requestId, attempt } = delivery.entry;
  const logger = deps.logger.child({ submissionId, requestId });
  logger.debug({ lane: delivery.lane, attemptsBefore: attempt }, 'Taken off the stream');
  try {
    const office = officeFor(deps.office, requestId);
    const { ending, costMs } = await finish({ ...deps, logger, office }, submissionId, signal);
    const action = entryAfter[ending];
    if (action === 'acknowledge') await consumer.acknowledge(delivery, costMs);
    else await consumer[action](delivery);
  } catch (error) {
    consumer.release(delivery);
    logger.error({ err: error }, 'The entry was not acknowledged and will be delivered again');
  }
}

/** Adds the id of the request that handed the submission in to each call, if it is known. */
function officeFor(office: GradingOffice, requestId: string | undefined): GradingOffice {
  if (requestId === undefined) return office;
  const call: GraderCall = { requestId };
  return {
    beginAttempt: (request) => office.beginAttempt(request, call),
    storeResult: (request) => office.storeResult(request, call),
    handBack: (request) => office.handBack(request, call),
    heartbeat: (request) => office.heartbeat(request),
  };
}

async function finish(
  deps: GradeEntryDeps,
  submissionId: string,
  signal: AbortSignal,
): Promise<Finished> {
  const { office, logger } = deps;
  const gradingId = randomUUID();
  const begun = await retryUntilClosed(deps, signal, 'Beginning an attempt', () =>
    office.beginAttempt({ submissionId, gradingId }),
  ).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return null;
  });
  if (begun === null) return { ending: 'requeued' };
  if (begun.kind !== 'begun') {
    logger.info({ kind: begun.kind }, 'Nothing to grade');
    return { ending: begun.kind };
  }
  const { attempt, source } = begun;
  logger.debug({ attempt }, 'Attempt begun');
  const readSource =
    source === undefined ? () => deps.reads.source(submissionId) : () => Promise.resolve(source);
  try {
    return await gradeAndStore(deps, { submissionId, attempt, readSource }, signal);
  } catch (error) {
    const why = signal.aborted ? 'this grader closes' : 'its code and tests cannot be read';
    logger.warn({ attempt, err: error }, `Handed back, because ${why}`);
    return { ending: await handBack(deps, { submissionId, attempt }, signal) };
  }
}

type ReadSource = () => ReturnType<GradingReads['source']>;

/** Rejects when the grader closes, or can't read code and tests. */
async function gradeAndStore(
  deps: GradeEntryDeps,
  { submissionId, attempt, readSource }: Attempt & { readSource: ReadSource },
  signal: AbortSignal,
): Promise<Finished> {
  const { office, logger } = deps;
  const store = (result: Result): Promise<AttemptEnding> =>
    retryUntilClosed(deps, signal, 'Storing a result', () =>
      office.storeResult({ submissionId, attempt, result }),
    );

  const graded = await gradeSubmission(deps, readSource, signal);
  const { wallMs } = graded;
  let { result } = graded;
  logger.debug({ attempt, verdict: result.verdict, wallMs }, 'Result made');
  let ending = await store(result);
  if (isRefused(ending) && result.verdict !== 'internal-error') {
    logger.error({ attempt, ending, verdict: result.verdict }, 'The API refused the result');
    deps.onFault('refused');
    result = internalError;
    ending = await store(result);
  }
  if (isRefused(ending)) logger.error({ attempt, ending }, 'The API refused even internal-error');
  else logger.info({ attempt, ending, verdict: result.verdict, wallMs }, 'Graded');
  if (ending === 'stored' || ending === 'repeated') deps.onGraded(result.verdict);
  const failed = result.verdict === 'internal-error';
  return { ending, ...(!failed && { costMs: wallMs }) };
}

const isRefused = (ending: AttemptEnding): boolean => ending === 'unknown' || ending === 'invalid';

interface Attempt {
  readonly submissionId: string;
  readonly attempt: number;
}

/** A grader that closes tries once; otherwise the call is repeated until the API answers. */
async function handBack(
  deps: GradeEntryDeps,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<AttemptEnding> {
  const send = () => deps.office.handBack(attempt);
  return retryUntilClosed(deps, signal, 'Handing back', send).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return within(send(), deps.handBackMs, 'Handing back');
  });
}

/** A result, and how long the whole grading took, which students are not shown. */
interface Graded {
  readonly result: Result;
  readonly wallMs: number;
}

const failedGrading: Graded = { result: internalError, wallMs: 0 };

async function gradeSubmission(
  deps: GradeEntryDeps,
  readSource: ReadSource,
  signal: AbortSignal,
): Promise<Graded> {
  const { reads, sandbox, logger } = deps;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(deps.readPatienceMs)]);
  const source = await retryUntilClosed(deps, patience, 'Reading the code', readSource);
  const bundle =
    source &&
    (await retryUntilClosed(deps, patience, 'Reading the tests', () =>
      reads.bundle(source.bundleHash),
    ));
  if (!bundle) {
    logger.error(`The database has no ${source ? 'tests' : 'code'} for the submission`);
    deps.onFault('missing');
    return failedGrading;
  }
  if (bundle.judge === 'split' && bundle.record === null && !sandbox.forgeable) {
    logger.error('The tests have no record of their model solution: load the course again');
    deps.onFault('missing');
    return failedGrading;
  }
  try {
    return await runInSandbox(deps, { ...fitProgram(source, bundle), bundle }, signal);
  } catch (error) {
    signal.throwIfAborted();
    logger.error({ err: error }, 'The sandbox failed');
    deps.onFault('sandbox');
    return failedGrading;
  }
}

/** The sandbox enforces the time limits; this one is for a sandbox that never returns. */
async function runInSandbox(
  { sandbox, gradingSlackMs }: GradeEntryDeps,
  job: GradingJob,
  signal: AbortSignal,
): Promise<Graded> {
  const { bundle } = job;
  const stuck = new AbortController();
  const abort = (): void => stuck.abort(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    const timeoutMs = bundle.limits.wallSeconds * 1_000 + gradingSlackMs;
    const grading = sandbox.grade(job, { signal: stuck.signal });
    const report = await within(grading, timeoutMs, 'A grading');
    return { result: scoreReport(report, bundle), wallMs: report.wallMs };
  } finally {
    signal.removeEventListener('abort', abort);
    stuck.abort(new Error('The grading is over'));
  }
}

/** Repeats the work until it succeeds or the grader closes. */
function retryUntilClosed<T>(
  { logger, retryFirstMs, maxRetryDelayMs }: GradeEntryDeps,
  signal: AbortSignal,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  return retry(work, {
    firstMs: retryFirstMs,
    maxMs: maxRetryDelayMs,
    signal,
    onFailure: (error) => logger.warn({ err: error }, `${what} failed and will be retried`),
  });
}
