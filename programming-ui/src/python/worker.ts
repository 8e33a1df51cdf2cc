/**
 * The worker that Python runs in. A command holds it up until it has ended: it waits for answers,
 * and hears of Stop, by the memory that it shares with the page.
 */
import { startInterpreter } from './interpreter.ts';
import type { Command, Ending, Job, NewerSyntax, PythonVersion, Report } from './protocol.ts';
import { workerSide, type WorkerSide } from './shared-memory.ts';

/** programming-ui/python/start.py */
interface Browser {
  run(job: string): string;
  evaluate(source: string): string;
  judge(job: string, tell: (frame: string) => void): void;
  newer_syntax(source: string, major: number, minor: number): string;
}

/** Reports of one command to a page that cannot say how far it is. */
const unseenMax = 20_000;

let memory: WorkerSide | null = null;
let browser: Browser | null = null;
let typed: string[] = [];
let sent = 0;
let sentBefore = 0;

function report(one: Report): void {
  sent += 1;
  postMessage(one);
}

/** programming-ui/python/page.py */
const page = {
  write(stream: 'stdout' | 'stderr', text: string): void {
    if (memory !== null) memory.waitForPage(sent);
    else if (sent - sentBefore > unseenMax) return;
    report({ kind: 'output', stream, text });
  },
  read_line(): string | undefined {
    if (memory !== null) {
      report({ kind: 'asks' });
      return memory.waitForAnswer() ?? undefined;
    }
    const line = typed.shift();
    if (line !== undefined) report({ kind: 'took', line });
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
    postMessage({ kind: 'snapshot', snapshot: copy } satisfies Report, { transfer: [copy] });
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
  report({ kind: 'ready', version: version.toJs() });
}

function tellNewerSyntax({ code }: Job, grader: PythonVersion | null): void {
  if (grader === null || browser === null) return;
  const found = JSON.parse(browser.newer_syntax(code, ...grader)) as NewerSyntax[];
  if (found.length > 0) report({ kind: 'newer-syntax', found });
}

function obey(python: Browser, command: Exclude<Command, { kind: 'start' }>): Ending {
  switch (command.kind) {
    case 'run':
      typed = [...command.typed];
      tellNewerSyntax(command.job, command.grader);
      return JSON.parse(python.run(JSON.stringify(command.job))) as Ending;
    case 'evaluate':
      return JSON.parse(python.evaluate(command.source)) as Ending;
    case 'judge':
      tellNewerSyntax(command.job, command.grader);
      python.judge(JSON.stringify(command.job), (frame) => {
        report({ kind: 'frame', frame: JSON.parse(frame) as unknown });
      });
      return { how: 'done', sentence: null };
  }
}

/** Stop may strike just outside the program; all else that comes here is the end of Python. */
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
      ending = obey(browser, command);
    } catch (error) {
      ending = endingOf(error);
    }
    report({ kind: 'ended', ending });
  } catch (error) {
    report({ kind: 'failed', message: String(error) });
  }
};
