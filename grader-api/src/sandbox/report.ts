import type { GradingLimits, GradingReport, TestResult, Verdict } from '@touchstone/contracts';
import { endedSchema, frameSchema, type Ended, type Frame, type PlannedTest } from './frames.ts';
import { SandboxError } from './sandbox.ts';

interface Told {
  plan: readonly PlannedTest[];
  results: Map<string, TestResult>;
  running: string | null;
  /** The test that ran last, if it stopped with an error. */
  failed: string | null;
  runningOutput: string;
  output: string;
  verdict: Extract<Frame, { kind: 'verdict' }> | null;
}

interface Judgement {
  readonly verdict: Verdict;
  readonly message: string;
  readonly line?: number | null;
}

/**
 * The report that a grading's frames come to. `ended`, the supervisor's word, must be the last of
 * them, else a SandboxError is thrown; a pass needs the judge's verdict and every planned test.
 * Texts are as the program made them: scoring bounds them and makes them storable. `code` is the
 * program.
 */
export function assembleReport(
  frames: readonly unknown[],
  limits: GradingLimits,
  code = '',
): GradingReport {
  const ended = endedSchema.safeParse(frames.at(-1));
  if (!ended.success) throw new SandboxError('the sandbox did not say how the grading ended');
  const { told, garbled } = read(frames.slice(0, -1));
  const ending = garbled ? 'garbled' : ended.data.ending;
  const { visible } = ended.data;
  const known = judge(told, { ...ended.data, ending }, { limits, code });
  const judgement = visible === null ? known : withoutReason(known, limits);
  const beginsBelow = judgement.verdict === 'output-limit' && told.output !== '';
  const said = beginsBelow ? `${judgement.message} Here is how it began.` : judgement.message;
  const output = [said, told.output].filter((part) => part !== '').join('\n\n');
  return {
    verdict: judgement.verdict,
    tests: told.plan.map((test) => resultOf(test, told, judgement)),
    output,
    wallMs: ended.data.wallMs,
    cpuMs: ended.data.cpuMs,
    peakMemoryBytes: ended.data.peakMemoryBytes,
    visible,
  };
}

function read(frames: readonly unknown[]): { told: Told; garbled: boolean } {
  const told: Told = {
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
    if (!frame.success) return { told, garbled: true };
    take(told, frame.data);
  }
  return { told, garbled: false };
}

function take(told: Told, frame: Frame): void {
  switch (frame.kind) {
    case 'plan':
      told.plan = frame.tests;
      break;
    case 'started':
      told.running = frame.name;
      told.runningOutput = '';
      break;
    case 'test':
      told.results.set(frame.result.name, frame.result);
      told.running = null;
      told.failed = frame.result.outcome === 'error' ? frame.result.name : null;
      break;
    case 'output':
      told.output += frame.text;
      told.runningOutput += frame.text;
      break;
    case 'verdict':
      told.verdict = frame;
      break;
    case 'record':
    case 'observed':
      break;
  }
}

interface Task {
  readonly limits: GradingLimits;
  readonly code: string;
}

function judge(told: Told, ended: Ended, { limits, code }: Task): Judgement {
  switch (ended.ending) {
    case 'verdict':
      return told.verdict === null ? disturbed(told) : spoken(told, told.verdict, limits);
    case 'cpu':
    case 'wall':
      return timeout(ended, limits, code);
    case 'memory':
      return { verdict: 'memory-limit', message: memorySentence(limits) };
    case 'output':
      return {
        verdict: 'output-limit',
        message: printedTooMuch,
      };
    case 'judge':
      return {
        verdict: 'failed',
        message: 'The tests did not come to an end with this program.',
      };
    case 'exited':
      return { verdict: unfinished(told), message: exitSentence(ended.status) };
    case 'garbled':
      return disturbed(told);
  }
}

function spoken(
  told: Told,
  { verdict, message }: NonNullable<Told['verdict']>,
  limits: GradingLimits,
): Judgement {
  if (verdict === 'memory-limit') {
    const said = [memorySentence(limits), message].filter((part) => part !== '').join('\n');
    return { verdict, message: said };
  }
  if (verdict === 'runtime-error') return { verdict: unfinished(told), message };
  const allPassed =
    told.plan.length > 0 &&
    told.plan.every((test) => told.results.get(test.name)?.outcome === 'passed');
  return verdict === 'passed' && !allPassed ? { verdict: 'failed', message } : { verdict, message };
}

/**
 * A program that was asked for hidden tests could tell what it saw by how it ends: of that no more is
 * said than the verdict.
 */
function withoutReason({ verdict, message }: Judgement, limits: GradingLimits): Judgement {
  return { verdict, message: hiddenMessage(verdict, limits) ?? message };
}

/** Null where the verdict has one message only. */
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
    const crash = `Python crashed (signal ${-status}) before the tests were through.`;
    return -status === segmentationFault
      ? `${crash} A function that calls itself without end can do that.`
      : crash;
  }
  return 'The program ended Python as a whole before its tests were through.';
}

const maxWaitingShare = 0.1;
const minComputingShare = 0.5;

/** What the program did until its time was up decides, and not which of the limits came first. */
function timeout(ended: Ended, limits: GradingLimits, code: string): Judgement {
  const { ending, line, busyMs, wallMs } = ended;
  const place = line !== null && line <= code.split('\n').length ? line : null;
  const limit =
    ending === 'cpu'
      ? `The program used more than ${limits.cpuSeconds} s of computing time, which is the limit.`
      : `The program did not end within ${limits.wallSeconds} s, which is the limit.`;
  const share = ending === 'cpu' ? 1 : busyMs === null ? null : busyMs / wallMs;
  const message = [
    limit,
    ...(place === null ? [] : [`It was in line ${place} when it was stopped.`]),
    ...questionsAbout(share, code),
  ];
  return { verdict: 'timeout', message: message.join(' '), line: place };
}

/** `share` is that of the time in which the program computed, null where nobody knows it. */
function questionsAbout(share: number | null, code: string): string[] {
  if (share === null) return [];
  if (share < maxWaitingShare) return ['Does it wait for something that never comes?'];
  const mayLoop = share >= minComputingShare && /\b(while|for)\b/.test(code);
  return mayLoop ? ['Is there a loop that never ends?'] : [];
}

const disturbed = (told: Told): Judgement => ({
  verdict: unfinished(told),
  message: 'The program disturbed its own grading.',
});

/** Before the tests are known the module has not loaded; afterwards tests are what failed. */
const unfinished = (told: Told): Verdict => (told.plan.length === 0 ? 'runtime-error' : 'failed');

function resultOf(test: PlannedTest, told: Told, judgement: Judgement): TestResult {
  const empty = { call: null, expected: null, actual: null, line: null, output: null };
  const known = told.results.get(test.name);
  if (known !== undefined) return { ...known, ...test };
  if (test.name === told.running) {
    return {
      ...empty,
      ...test,
      outcome: 'error',
      message: judgement.message,
      line: judgement.line ?? null,
      output: told.runningOutput.slice(0, maxRunningOutput) || null,
    };
  }
  return { ...empty, ...test, outcome: 'skipped', message: notRun(told) };
}

/** Of what a test printed that was cut short, in characters. */
const maxRunningOutput = 8_192;

/** Tests do not run in the order in which they are listed. */
function notRun(told: Told): string {
  const stopped = told.plan.find(({ name }) => name === (told.running ?? told.failed));
  return stopped === undefined || stopped.hidden
    ? 'This test did not run.'
    : `This test did not run, because the program was stopped in "${stopped.title || stopped.name}".`;
}
