import { randomUUID } from 'node:crypto';
import type { GraderCall, GradingBundle, GradingOffice, Result } from '@touchstone/contracts';
import type { Delivery, StreamConsumer } from '@touchstone/messaging';
import { within } from '@touchstone/service';
import type { Logger } from 'pino';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { scoreReport } from '../scoring.ts';
import { retry } from '../waiting.ts';
import type { GradingReads } from './grading-reads.ts';

/*
 * The way of one stream entry through a grader:
 *
 *   begin an attempt ── already graded, or unknown ──────────────────> acknowledge
 *     │ begun              (the code is read meanwhile)
 *   read code and bundle ── not there ──┐   (nor its record, if the sandbox needs one)
 *     │                                 v
 *   grade in the sandbox ── fault ──> internal-error
 *     │ report                          │
 *   score                               │
 *     v                                 v
 *   store the result ── stored ──────────────────────────────────────> acknowledge
 *     │             ╰── refused ──> store internal-error, else log ──> acknowledge
 *     ╰── stale: another grader has the entry now ───────────────────> release
 *
 * The API is asked again, with back-off, until it answers or the grader closes. A grader that closes,
 * or can't read the database for a while, hands the attempt back to the API, so that it does not
 * count as lost, and then the entry to the stream, where any grader finds it at once. If it can't,
 * the entry is released and stays pending until a grader claims it.
 */

const internalErrorOutput =
  'Your program could not be graded. The fault is ours, not yours: please hand it in again.';

export interface GradeEntryDeps {
  readonly office: GradingOffice;
  readonly reads: GradingReads;
  readonly sandbox: Pick<Sandbox, 'grade' | 'forgeable'>;
  readonly consumer: Pick<StreamConsumer, 'acknowledge' | 'handBack' | 'release'>;
  readonly logger: Logger;
  readonly retryFirstMs: number;
  readonly retryMostMs: number;
  /** How long code and tests are asked for before the attempt is handed back. */
  readonly readPatienceMs: number;
  /** How long a grader that closes waits for the API to take an attempt back. */
  readonly handBackMs: number;
  /** How long past its wall limit a grading may take before the sandbox counts as stuck. */
  readonly gradingSlackMs: number;
  readonly onGraded: (verdict: Result['verdict']) => void;
}

/**
 * Whose the entry is after this grader is through with it. `costMs` is what the program's run took,
 * which our own faults say nothing of.
 */
type Settled =
  | { readonly kind: 'acknowledge'; readonly costMs?: number }
  | { readonly kind: 'handBack' }
  | { readonly kind: 'release' };

/** Rejects never; `signal` says that the grader closes and gives the entry back. */
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
    const settled = await settle({ ...deps, logger, office }, submissionId, signal);
    if (settled.kind === 'acknowledge') await consumer.acknowledge(delivery, settled.costMs);
    else await consumer[settled.kind](delivery);
  } catch (error) {
    consumer.release(delivery);
    logger.error({ err: error }, 'Not acknowledged; the entry comes again');
  }
}

/** Names each call after the request that handed the submission in, if that is known. */
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

async function settle(
  deps: GradeEntryDeps,
  submissionId: string,
  signal: AbortSignal,
): Promise<Settled> {
  const { office, logger } = deps;
  const gradingId = randomUUID();
  const readSource = readAhead(() => deps.reads.source(submissionId));
  const begun = await persist(deps, signal, 'Beginning an attempt', () =>
    office.beginAttempt({ submissionId, gradingId }),
  ).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return null;
  });
  if (begun === null) return { kind: 'handBack' };
  if (begun.kind !== 'begun') {
    logger.info({ kind: begun.kind }, 'Nothing to grade');
    return { kind: 'acknowledge' };
  }
  const { attempt } = begun;
  logger.debug({ attempt }, 'Attempt begun');
  try {
    return await gradeAndStore(deps, { submissionId, attempt, readSource }, signal);
  } catch (error) {
    const why = signal.aborted ? 'this grader closes' : 'its code and tests can not be read';
    logger.warn({ attempt, err: error }, `Handed back, because ${why}`);
    return await handBack(deps, { submissionId, attempt }, signal);
  }
}

type ReadSource = () => ReturnType<GradingReads['source']>;

/** Rejects when the grader closes, or can't read what it needs. */
async function gradeAndStore(
  deps: GradeEntryDeps,
  { submissionId, attempt, readSource }: Attempt & { readSource: ReadSource },
  signal: AbortSignal,
): Promise<Settled> {
  const { office, logger } = deps;
  const store = (result: Result): ReturnType<GradingOffice['storeResult']> =>
    persist(deps, signal, 'Storing a result', () =>
      office.storeResult({ submissionId, attempt, result }),
    );

  const graded = await gradeSubmission(deps, readSource, signal);
  const { wallMs } = graded;
  let { result } = graded;
  logger.debug({ attempt, verdict: result.verdict, wallMs }, 'Result made');
  let answer = await store(result);
  if (answer === 'refused' && result.verdict !== 'internal-error') {
    logger.error({ attempt, verdict: result.verdict }, 'The result was refused');
    result = internalError();
    answer = await store(result);
  }
  if (answer === 'refused') logger.error({ attempt }, 'Even internal-error was refused');
  else logger.info({ attempt, answer, verdict: result.verdict, wallMs }, 'Graded');
  if (answer === 'stored') deps.onGraded(result.verdict);
  if (answer === 'stale') return { kind: 'release' };
  const failed = result.verdict === 'internal-error';
  return { kind: 'acknowledge', ...(!failed && { costMs: wallMs }) };
}

interface Attempt {
  readonly submissionId: string;
  readonly attempt: number;
}

/** A grader that closes asks once; else the API is asked until it answers. */
async function handBack(
  deps: GradeEntryDeps,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Settled> {
  const ask = () => deps.office.handBack(attempt);
  const answer = await persist(deps, signal, 'Handing back', ask).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return within(ask(), deps.handBackMs, 'Handing back');
  });
  switch (answer) {
    case 'queued':
      return { kind: 'handBack' };
    case 'settled':
      return { kind: 'acknowledge' };
    case 'stale':
      return { kind: 'release' };
  }
}

/** A result, and how long the grading took as a whole, which is not for students. */
interface Graded {
  readonly result: Result;
  readonly wallMs: number;
}

async function gradeSubmission(
  deps: GradeEntryDeps,
  readSource: ReadSource,
  signal: AbortSignal,
): Promise<Graded> {
  const { reads, sandbox, logger } = deps;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(deps.readPatienceMs)]);
  const source = await persist(deps, patience, 'Reading the code', readSource);
  const bundle =
    source &&
    (await persist(deps, patience, 'Reading the tests', () => reads.bundle(source.bundleHash)));
  if (!bundle) {
    logger.error(`The database has no ${source ? 'tests' : 'code'} for the submission`);
    return failedGrading();
  }
  if (bundle.judge === 'split' && bundle.record === null && !sandbox.forgeable) {
    logger.error('The tests have no record of their model solution: load the course again');
    return failedGrading();
  }
  try {
    return await runInSandbox(deps, source.code, bundle, signal);
  } catch (error) {
    signal.throwIfAborted();
    logger.error({ err: error }, 'The sandbox failed');
    return failedGrading();
  }
}

/** The sandbox keeps the time limits; this one is for a sandbox that does not come back. */
async function runInSandbox(
  { sandbox, gradingSlackMs }: GradeEntryDeps,
  code: string,
  bundle: GradingBundle,
  signal: AbortSignal,
): Promise<Graded> {
  const stuck = new AbortController();
  const abort = (): void => stuck.abort(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    const timeoutMs = bundle.limits.wallSeconds * 1_000 + gradingSlackMs;
    const grading = sandbox.grade({ code, bundle }, { signal: stuck.signal });
    const report = await within(grading, timeoutMs, 'A grading');
    return { result: scoreReport(report, bundle), wallMs: report.wallMs };
  } finally {
    signal.removeEventListener('abort', abort);
    stuck.abort(new Error('The grading is over'));
  }
}

/** Reads at once, for the first who asks; everybody else has it read anew, as after a failure. */
function readAhead<T>(read: () => Promise<T>): () => Promise<T> {
  let ahead: Promise<T> | null = read();
  ahead.catch(() => undefined);
  return () => {
    const reading = ahead ?? read();
    ahead = null;
    return reading;
  };
}

/** Asks until there is an answer or the grader closes. */
function persist<T>(
  { logger, retryFirstMs, retryMostMs }: GradeEntryDeps,
  signal: AbortSignal,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  return retry(work, {
    firstMs: retryFirstMs,
    mostMs: retryMostMs,
    signal,
    onFailure: (error) => logger.warn({ err: error }, `${what} failed and is tried again`),
  });
}

const failedGrading = (): Graded => ({ result: internalError(), wallMs: 0 });

const internalError = (): Result => ({
  verdict: 'internal-error',
  correct: false,
  points: 0,
  tests: [],
  output: internalErrorOutput,
  wallMs: 0,
  cpuMs: 0,
  peakMemoryBytes: 0,
});
