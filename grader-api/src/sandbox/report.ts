import type { GradingLimits, GradingReport, TestResult, Verdict } from '@touchstone/contracts';
import {
  endedSchema,
  frameSchema,
  type Ended,
  type Frame,
  type PlannedTest,
  type StoppedPlace,
} from './frames.ts';
import { filesOf, type JobProgram } from './job-program.ts';
import { SandboxError } from './sandbox.ts';

interface ReceivedFrames {
  plan: readonly PlannedTest[];
  results: Map<string, TestResult>;
  running: string | null;
  /** The test that ran last, if it ended with an error. */
  failed: string | null;
  runningOutput: string;
  output: string;
  verdict: Extract<Frame, { kind: 'verdict' }> | null;
}

interface Decision {
  readonly verdict: Verdict;
  readonly message: string;
  readonly line?: number;
  /** The name of the line's file, if the program has several. */
  readonly file?: string;
}

/**
 * Assembles the report of a grading from its frames. The last frame must be the supervisor's `ended`,
 * otherwise a SandboxError is thrown. A pass needs the judge's verdict and every planned test. Texts are
 * as the program made them: scoring limits their length and makes them storable.
 */
export function assembleReport(
  frames: readonly unknown[],
  limits: GradingLimits,
  program: JobProgram,
): GradingReport {
  const ended = endedSchema.safeParse(frames.at(-1));
  if (!ended.success) throw new SandboxError('the sandbox did not report how the grading ended');
  const { received, garbled } = read(frames.slice(0, -1));
  const ending = garbled ? 'garbled' : ended.data.ending;
  const { visible, wallMs, cpuMs, peakMemoryBytes } = ended.data;
  const known = decide(received, { ...ended.data, ending }, limits, program);
  const decision = visible === null ? known : withoutReason(known, limits);
  const isCut = decision.verdict === 'output-limit' && received.output !== '';
  const message = isCut ? `${decision.message} Only the beginning is shown.` : decision.message;
  const output = [message, received.output].filter((part) => part !== '').join('\n\n');
  return {
    verdict: decision.verdict,
    tests: received.plan.map((test) => resultOf(test, received, decision)),
    output,
    wallMs,
    cpuMs,
    peakMemoryBytes,
    visible,
  };
}

function read(frames: readonly unknown[]): { received: ReceivedFrames; garbled: boolean } {
  const received: ReceivedFrames = {
    plan: [],
    results: new Map(),
    running: null,
    failed: null,
    runningOutput: '',
    output: '',
    verdict: null,
  };
  for (const each of frames) {
    const frame = frameSchema.safeParse(each);
    if (!frame.success) return { received, garbled: true };
    take(received, frame.data);
  }
  return { received, garbled: false };
}

function take(received: ReceivedFrames, frame: Frame): void {
  switch (frame.kind) {
    case 'plan':
      received.plan = frame.tests;
      break;
    case 'started':
      received.running = frame.name;
      received.runningOutput = '';
      break;
    case 'test':
      received.results.set(frame.result.name, frame.result);
      received.running = null;
      received.failed = frame.result.outcome === 'error' ? frame.result.name : null;
      break;
    case 'output':
      received.output += frame.text;
      received.runningOutput += frame.text;
      break;
    case 'verdict':
      received.verdict = frame;
      break;
    case 'record':
    case 'observed':
      break;
  }
}

function decide(
  received: ReceivedFrames,
  ended: Ended,
  limits: GradingLimits,
  program: JobProgram,
): Decision {
  switch (ended.ending) {
    case 'verdict':
      return received.verdict === null
        ? interfered(received)
        : ofJudge(received, received.verdict, limits);
    case 'cpu':
    case 'wall':
      return timeout(ended, limits, program);
    case 'memory':
      return { verdict: 'memory-limit', message: memorySentence(limits) };
    case 'output':
      return { verdict: 'output-limit', message: printedTooMuch };
    case 'judge':
      return { verdict: 'failed', message: 'The tests did not finish with this program.' };
    case 'exited':
      return { verdict: unfinished(received), message: exitSentence(ended.status) };
    case 'garbled':
      return interfered(received);
  }
}

function ofJudge(
  received: ReceivedFrames,
  { verdict, message }: NonNullable<ReceivedFrames['verdict']>,
  limits: GradingLimits,
): Decision {
  if (verdict === 'memory-limit') {
    const sentences = [memorySentence(limits), message].filter((part) => part !== '');
    return { verdict, message: sentences.join('\n') };
  }
  if (verdict === 'runtime-error') return { verdict: unfinished(received), message };
  const allPassed =
    received.plan.length > 0 &&
    received.plan.every((test) => received.results.get(test.name)?.outcome === 'passed');
  return verdict === 'passed' && !allPassed ? { verdict: 'failed', message } : { verdict, message };
}

/** A program could leak what hidden tests do by the way it ends, so only the verdict is reported. */
function withoutReason({ verdict, message }: Decision, limits: GradingLimits): Decision {
  return { verdict, message: hiddenMessage(verdict, limits) ?? message };
}

/** Null for a verdict that has only one message. */
function hiddenMessage(verdict: Verdict, limits: GradingLimits): string | null {
  if (verdict === 'failed') return '';
  if (verdict === 'timeout') return 'The program took too long in a hidden test.';
  if (verdict === 'memory-limit') return memorySentence(limits);
  if (verdict === 'runtime-error') return 'The hidden tests cannot be run with this program.';
  return null;
}

const printedTooMuch = 'The program printed more than 4 MB.';

const memorySentence = (limits: GradingLimits) =>
  `The program needs more than ${limits.memoryMiB} MiB of memory, which is the limit.`;

const segmentationFault = 11;

function exitSentence(status: number | null): string {
  if (status !== null && status < 0) {
    const crash = `Python crashed (signal ${-status}) before the tests had finished.`;
    return -status === segmentationFault
      ? `${crash} A function that keeps calling itself can cause this.`
      : crash;
  }
  return 'The program exited before its tests had finished.';
}

const maxWaitingShare = 0.1;
const minComputingShare = 0.5;

/** What the program did until its time was up decides the message, not which limit it reached first. */
function timeout(ended: Ended, limits: GradingLimits, program: JobProgram): Decision {
  const { ending, busyMs, wallMs } = ended;
  const files = filesOf(program);
  const place = knownPlace(ended.place, files);
  const file = files.length > 1 ? place?.fileName : undefined;
  const limit =
    ending === 'cpu'
      ? `The program used more than ${limits.cpuSeconds} s of computing time, which is the limit.`
      : `The program did not finish within ${limits.wallSeconds} s, which is the limit.`;
  const share = ending === 'cpu' ? 1 : busyMs === null ? null : busyMs / wallMs;
  const message = [
    limit,
    ...(place === null ? [] : [stoppedIn(place.line, file)]),
    ...questionsAbout(share, files.map(({ code }) => code).join('\n')),
  ];
  return {
    verdict: 'timeout',
    message: message.join(' '),
    ...(place !== null && { line: place.line }),
    ...(file !== undefined && { file }),
  };
}

const stoppedIn = (line: number, file: string | undefined): string =>
  `It was in line ${line}${file === undefined ? '' : ` of ${file}`} when it was stopped.`;

function knownPlace(place: StoppedPlace | null, files: ReturnType<typeof filesOf>) {
  const lines = files.find(({ fileName }) => fileName === place?.fileName)?.code.split('\n');
  return place !== null && lines !== undefined && place.line <= lines.length ? place : null;
}

/** `share` is the share of its time that the program spent computing; null if unknown. */
function questionsAbout(share: number | null, code: string): string[] {
  if (share === null) return [];
  if (share < maxWaitingShare) return ['Does it wait for something that never comes?'];
  const mayLoop = share >= minComputingShare && /\b(while|for)\b/.test(code);
  return mayLoop ? ['Is there a loop that never ends?'] : [];
}

const interfered = (received: ReceivedFrames): Decision => ({
  verdict: unfinished(received),
  message: 'The program interfered with its own grading.',
});

/** Without a plan the module did not load; with a plan the tests failed. */
const unfinished = (received: ReceivedFrames): Verdict =>
  received.plan.length === 0 ? 'runtime-error' : 'failed';

function resultOf(test: PlannedTest, received: ReceivedFrames, decision: Decision): TestResult {
  const empty = { call: null, expected: null, actual: null, line: null, output: null };
  const known = received.results.get(test.name);
  if (known !== undefined) return { ...known, ...test };
  if (test.name === received.running) {
    return {
      ...empty,
      ...test,
      outcome: 'error',
      message: decision.message,
      line: decision.line ?? null,
      ...(decision.file !== undefined && { file: decision.file }),
      output: received.runningOutput.slice(0, maxRunningOutput) || null,
    };
  }
  return { ...empty, ...test, outcome: 'skipped', message: notRun(received) };
}

/** The length in characters to which the output of an unfinished test is cut. */
const maxRunningOutput = 8_192;

/** Tests may run in another order than the one in which they are listed. */
function notRun(received: ReceivedFrames): string {
  const stopped = received.plan.find(({ name }) => name === (received.running ?? received.failed));
  return stopped === undefined || stopped.hidden
    ? 'This test was not run.'
    : `This test was not run, because the program was stopped in "${stopped.title || stopped.name}".`;
}
