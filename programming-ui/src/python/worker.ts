/**
 * The worker in which Python runs. A command blocks it until the command ends. Answers and Stop reach
 * it through the memory that it shares with the page.
 */
import { startInterpreter } from './interpreter.ts';
import type {
  Command,
  Ending,
  Job,
  NewerSyntax,
  PythonVersion,
  WorkerMessage,
} from './protocol.ts';
import { workerSide, type WorkerSide } from './shared-memory.ts';

/** programming-ui/python/start.py */
interface Browser {
  run(job: string): string;
  evaluate(source: string): string;
  judge(job: string, report: (frame: string) => void): void;
  trace(job: string, of: string, report: (trace: string) => void): void;
  newer_syntax(source: string, major: number, minor: number): string;
}

/** The maximum number of messages of one command when memory is not shared: further output is dropped. */
const maxUnacknowledged = 20_000;

let memory: WorkerSide | null = null;
let browser: Browser | null = null;
let typed: string[] = [];
let sent = 0;
let sentBefore = 0;

function send(message: WorkerMessage): void {
  sent += 1;
  postMessage(message);
}

/** programming-ui/python/page.py */
const page = {
  write(stream: 'stdout' | 'stderr', text: string): void {
    if (memory !== null) memory.waitForPage(sent);
    else if (sent - sentBefore > maxUnacknowledged) return;
    send({ kind: 'output', stream, text });
  },
  read_line(): string | undefined {
    if (memory !== null) {
      send({ kind: 'asks' });
      return memory.waitForAnswer() ?? undefined;
    }
    const line = typed.shift();
    if (line !== undefined) send({ kind: 'took', line });
    return line;
  },
  pause(seconds: number): void {
    const ms = seconds * 1000;
    if (memory !== null) memory.pause(ms);
    else for (const until = performance.now() + ms; performance.now() < until;);
  },
  take_interrupt: (): boolean => memory?.takeInterrupt() ?? false,
};

async function start({ materials, memory: shared }: Command & { kind: 'start' }): Promise<void> {
  const python = await startInterpreter(materials, (snapshot) => {
    const copy = snapshot.slice().buffer;
    sent += 1;
    postMessage({ kind: 'snapshot', snapshot: copy } satisfies WorkerMessage, { transfer: [copy] });
  });
  if (shared !== null) {
    memory = workerSide(shared);
    python.setInterruptBuffer(memory.interruptBuffer);
  }
  const startBrowser = python.globals.get('Browser') as (page: object) => Browser;
  python.globals.delete('Browser');
  browser = startBrowser(page);
  const version = python.runPython('import sys; tuple(sys.version_info[:2])') as {
    toJs(): [number, number];
  };
  send({ kind: 'ready', version: version.toJs() });
}

function reportNewerSyntax(job: Job, grader: PythonVersion | null): void {
  if (grader === null || browser === null) return;
  const found: NewerSyntax[] = [];
  for (const { fileName, code } of [job, ...(job.otherFiles ?? [])]) {
    const ofFile = JSON.parse(browser.newer_syntax(code, ...grader)) as NewerSyntax[];
    const file = job.otherFiles === undefined ? {} : { file: fileName };
    found.push(...ofFile.map((each) => ({ ...each, ...file })));
  }
  if (found.length > 0) send({ kind: 'newer-syntax', found });
}

function execute(python: Browser, command: Exclude<Command, { kind: 'start' }>): Ending {
  switch (command.kind) {
    case 'run':
      typed = [...command.typed];
      reportNewerSyntax(command.job, command.grader);
      return JSON.parse(python.run(JSON.stringify(command.job))) as Ending;
    case 'evaluate':
      return JSON.parse(python.evaluate(command.source)) as Ending;
    case 'judge':
      reportNewerSyntax(command.job, command.grader);
      python.judge(JSON.stringify(command.job), (frame) => {
        send({ kind: 'frame', frame: JSON.parse(frame) as unknown });
      });
      return { how: 'done', sentence: null };
    case 'trace':
      python.trace(JSON.stringify(command.job), JSON.stringify(command.of), (trace) => {
        send({ kind: 'trace', trace: JSON.parse(trace) as unknown });
      });
      return { how: 'done', sentence: null };
  }
}

/** Stop may interrupt Python just outside the program. Any other error means that Python has crashed. */
function endingOf(error: unknown): Ending {
  const type = (error as { type?: unknown }).type;
  if (type === 'KeyboardInterrupt') return { how: 'interrupted', sentence: null };
  throw error;
}

onmessage = async ({ data: command }: MessageEvent<Command>) => {
  try {
    if (command.kind === 'start') {
      await start(command);
      return;
    }
    if (browser === null) return;
    memory?.clear();
    sentBefore = sent;
    let ending: Ending;
    try {
      ending = execute(browser, command);
    } catch (error) {
      ending = endingOf(error);
    }
    send({ kind: 'ended', ending });
  } catch (error) {
    send({ kind: 'failed', message: String(error) });
  }
};
