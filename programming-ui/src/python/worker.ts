/**
 * The worker that Python runs in. A command holds it up until it has ended: it waits for answers,
 * and hears of Stop, by the memory that it shares with the page.
 */
import type { PyodideInterface } from 'pyodide';
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
  const python = await startInterpreter(materials);
  if (shared !== null) {
    memory = workerSide(shared);
    python.setInterruptBuffer(memory.interruptBuffer);
  }
  writeSources(python, materials.sources);
  browser = python.runPython(`
import sys
sys.path.insert(0, "/touchstone")
from browser.start import start
start
`)(page) as Browser;
  const version = python.runPython('import sys; tuple(sys.version_info[:2])') as {
    toJs(): [number, number];
  };
  report({ kind: 'ready', version: version.toJs() });
}

function writeSources(python: PyodideInterface, sources: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(sources)) {
    const target = `/touchstone/${path}`;
    python.FS.mkdirTree(target.slice(0, target.lastIndexOf('/')));
    python.FS.writeFile(target, text);
  }
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
