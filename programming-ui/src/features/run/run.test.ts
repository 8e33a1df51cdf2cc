import type { Examples } from '@touchstone/contracts';
import { get } from 'svelte/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Ending } from '../../python/protocol.ts';
import { createFakeInterpreters, type FakeInterpreter } from '../../testing/interpreters.ts';
import { createConsole } from './console.ts';
import { workbenchMessages } from '../../workbench-messages.ts';
import { createRun, type RunOptions } from './run.ts';

const texts = workbenchMessages.run;
const examples: Examples = {
  fileName: 'submission.py',
  preload: [],
  testFiles: [{ fileName: 'tests.py', source: '…', hidden: false }],
  cases: [],
  files: [{ path: 'names.txt', contentBase64: 'QWRh' }],
  wallSeconds: 10,
};
const one = (code: string) => [{ name: 'submission.py', code }];
const done: Ending = { how: 'done', sentence: null };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start(changes: Partial<RunOptions> = {}, { shares = true } = {}) {
  const interpreters = createFakeInterpreters({ shares });
  const console = createConsole();
  const run = createRun({
    interpreters,
    console,
    examples: () => Promise.resolve(examples),
    graderPython: () => Promise.resolve('3.11.2'),
    ...changes,
  });
  const shown = () => get(console.state).entries.map(({ kind, text }) => `${kind}: ${text}`);
  const phase = () => get(run.state).phase.kind;
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const last = (): FakeInterpreter => {
    const interpreter = interpreters.taken.at(-1);
    if (interpreter === undefined) throw new Error('no Python was taken');
    return interpreter;
  };
  /** Until the program runs. */
  const begin = async (code = 'print(1)'): Promise<FakeInterpreter> => {
    run.run(one(code), []);
    interpreters.arrive();
    await settle();
    return last();
  };
  return { run, console, interpreters, shown, phase, settle, last, begin };
}

describe('a run', () => {
  it('sends the other files beside the one that it starts', async () => {
    const { run, interpreters, settle, last } = start();
    run.run([...one('import shapes'), { name: 'shapes.py', code: 'x = 1' }], []);
    interpreters.arrive();
    await settle();
    expect(last().commands.at(-1)).toMatchObject({
      job: {
        fileName: 'submission.py',
        code: 'import shapes',
        otherFiles: [{ fileName: 'shapes.py', code: 'x = 1' }],
        files: examples.files,
      },
    });
  });

  it('waits for Python, and reports progress', async () => {
    const { run, interpreters, phase, settle, last } = start();
    run.run(one('print(1)'), ['typed']);
    expect(phase()).toBe('loading');
    interpreters.progress(1, 4);
    expect(get(run.state).phase).toEqual({
      kind: 'loading',
      progress: { receivedBytes: 1, totalBytes: 4 },
    });
    interpreters.arrive();
    await settle();
    expect(phase()).toBe('running');
    const { files } = examples;
    const job = { fileName: 'submission.py', code: 'print(1)', files, testFiles: [], cases: [] };
    expect(last().commands).toEqual([{ kind: 'run', job, grader: [3, 11], typed: ['typed'] }]);
  });

  it('shows output, waits for input, and ends with a prompt', async () => {
    const { run, shown, phase, begin } = start();
    const python = await begin();
    python.emit({ kind: 'output', stream: 'stdout', text: 'Who? ' });
    python.emit({ kind: 'asks' });
    expect(phase()).toBe('asking');
    run.answer('Ada');
    expect(phase()).toBe('running');
    expect(python.answers).toEqual(['Ada']);
    python.emit({ kind: 'output', stream: 'stderr', text: 'oh' });
    python.emit({ kind: 'ended', ending: { how: 'error', sentence: 'Line 1: …' } });
    expect(shown()).toEqual(['stdout: Who? ', 'typed: Ada\n', 'stderr: oh', 'sentence: Line 1: …']);
    expect(get(run.state)).toMatchObject({ phase: { kind: 'ready' }, prompt: 'new' });
    run.evaluate('for i in x:');
    expect(phase()).toBe('running');
    python.emit({ kind: 'ended', ending: { how: 'incomplete', sentence: null } });
    expect(get(run.state).prompt).toBe('continued');
  });

  it('says what to try if a program that only defines functions has printed nothing', async () => {
    const { shown, begin } = start();
    const ending: Ending = { ...done, call: 'hello()' };
    (await begin()).emit({ kind: 'ended', ending });
    expect(shown()).toEqual([`note: ${texts.printedNothing('hello()')}`]);
    const python = await begin();
    python.emit({ kind: 'output', stream: 'stdout', text: 'decorated\n' });
    python.emit({ kind: 'ended', ending });
    expect(shown()).toEqual(['stdout: decorated\n', `note: ${texts.done}`]);
  });

  it('does not start twice, and the next one has a new Python', async () => {
    const { run, interpreters, begin } = start();
    const first = await begin();
    run.run(one('print(2)'), []);
    run.tryExamples(one('print(2)'));
    expect(interpreters.taken).toHaveLength(1);
    first.emit({ kind: 'ended', ending: done });
    const second = await begin('print(2)');
    expect(second).not.toBe(first);
    expect(first.ended).toBe(true);
  });

  it('continues without the files, and says so, when the server does not answer', async () => {
    const { shown, phase, run, interpreters } = start({
      examples: () => new Promise(() => undefined),
      graderPython: () => Promise.reject(new Error('away')),
    });
    run.run(one('print(1)'), []);
    interpreters.arrive();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(phase()).toBe('running');
    await vi.advanceTimersByTimeAsync(100);
    expect(shown()).toEqual([`note: ${texts.filesMissing}`]);
    expect(interpreters.taken[0]?.commands).toMatchObject([{ grader: null }]);
  });

  it('reports when Python cannot be loaded, and tries again', async () => {
    const { run, interpreters, phase, settle, begin } = start();
    run.run(one('print(1)'), []);
    interpreters.fail();
    await settle();
    expect(phase()).toBe('unavailable');
    await begin();
    expect(phase()).toBe('running');
  });

  it('ends when Python crashes', async () => {
    const { run, shown, begin } = start();
    const python = await begin();
    python.emit({ kind: 'failed', message: 'stack' });
    expect(shown()).toEqual([`note: ${texts.crashed}`]);
    expect(python.ended).toBe(true);
    expect(get(run.state)).toMatchObject({ phase: { kind: 'ready' }, prompt: null });
  });
});

it.each([
  ['where input() cannot wait', false, 'EOFError: EOF when reading a line\n', texts.noMoreInput],
  ['where somebody ended the input', true, 'EOFError: EOF when reading a line\n', 'Line 1: …'],
  ['of another error', false, 'ValueError: EOFError is meant\n', 'Line 1: …'],
])('gives advice %s', async (_when, shares, printed, said) => {
  const { shown, begin, settle } = start({}, { shares });
  const python = await begin();
  python.emit({ kind: 'output', stream: 'stderr', text: printed });
  python.emit({ kind: 'ended', ending: { how: 'error', sentence: 'Line 1: …' } });
  await settle();
  expect(shown().at(-1)).toBe(`sentence: ${said}`);
});

describe('Stop', () => {
  it('keeps the prompt when the program stops', async () => {
    const { run, shown, phase, begin } = start();
    const python = await begin();
    run.stop();
    expect([phase(), python.interrupts]).toEqual(['stopping', 1]);
    python.emit({ kind: 'ended', ending: { how: 'interrupted', sentence: null } });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown()).toEqual([`note: ${texts.stopped}`]);
    expect(python.ended).toBe(false);
    expect(get(run.state)).toMatchObject({ phase: { kind: 'ready' }, prompt: 'new' });
  });

  it.each([
    ['when it does not within three seconds', true, 3_000, `note: ${texts.ended}`],
    ['at once where the browser cannot interrupt it', false, 0, `note: ${texts.endedAtOnce}`],
  ])('shuts Python down %s', async (_when, shares, afterMs, note) => {
    const { run, shown, begin } = start({}, { shares });
    const python = await begin();
    run.stop();
    if (afterMs > 0) {
      await vi.advanceTimersByTimeAsync(afterMs - 1);
      expect(python.ended).toBe(false);
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(python.ended).toBe(true);
    expect(shown()).toEqual([note]);
    expect(get(run.state)).toMatchObject({ phase: { kind: 'ready' }, prompt: null });
  });

  it('stops waiting for Python, and the program does not run afterwards', async () => {
    const { run, interpreters, phase, settle, last } = start();
    run.run(one('print(1)'), []);
    run.stop();
    expect(phase()).toBe('ready');
    interpreters.arrive();
    await settle();
    expect(phase()).toBe('ready');
    expect(last()).toMatchObject({ commands: [], ended: true });
  });
});

describe('the examples', () => {
  const planned = { name: 'T.a', title: 'A', points: null, hint: null, hidden: false };
  const passed = {
    ...{ ...planned, outcome: 'passed', message: null, call: null },
    ...{ expected: null, actual: null, line: null, output: null },
  };

  async function tryThem() {
    const started = start();
    started.run.tryExamples(one('def a(): …'));
    started.interpreters.arrive();
    await started.settle();
    const python = started.last();
    python.emit({ kind: 'frame', frame: { kind: 'plan', tests: [planned] } });
    python.emit({ kind: 'frame', frame: { kind: 'started', name: 'T.a' } });
    return { ...started, python };
  }

  it("show the judge's verdict, and end their Python", async () => {
    const { run, python } = await tryThem();
    expect(python.commands).toMatchObject([{ kind: 'judge', job: { testFiles: [{}] } }]);
    python.emit({ kind: 'frame', frame: { kind: 'test', result: passed } });
    expect(get(run.state).examples).toMatchObject({ verdict: null, tests: [{ name: 'T.a' }] });
    python.emit({ kind: 'frame', frame: { kind: 'verdict', verdict: 'passed', message: '' } });
    python.emit({ kind: 'ended', ending: done });
    expect(python.ended).toBe(true);
    expect(get(run.state)).toMatchObject({
      phase: { kind: 'ready' },
      examples: { verdict: 'passed', tests: [passed] },
    });
  });

  it('stop at their time limit', async () => {
    const { run, python } = await tryThem();
    await vi.advanceTimersByTimeAsync(examples.wallSeconds * 1000);
    expect(python.ended).toBe(true);
    expect(get(run.state).examples).toMatchObject({
      verdict: 'timeout',
      tests: [{ name: 'T.a', outcome: 'error', message: texts.examples.timeout(10) }],
    });
  });

  it('stop, and leave the prompt of an earlier run alone', async () => {
    const { run, begin, settle, last } = start();
    const session = await begin();
    session.emit({ kind: 'ended', ending: done });
    run.tryExamples(one('def a(): …'));
    await settle();
    run.stop();
    expect(last().ended).toBe(true);
    expect(session.ended).toBe(false);
    expect(get(run.state)).toMatchObject({
      phase: { kind: 'ready' },
      prompt: 'new',
      examples: null,
    });
  });
});
