import { expect, it } from 'vitest';
import type { Interpreter } from '../../python/interpreters.ts';
import type { Command, WorkerMessage } from '../../python/protocol.ts';
import { recordReplay, ReplayNotRecorded } from './record-replay.ts';

const files = [{ name: 'submission.py', code: 'x = 1\n' }];
const trace = { files: ['submission.py'], steps: [], cut: null, opensAt: 0, outcome: null };
const done = { kind: 'ended', ending: { how: 'done', sentence: null } } as const;

function createInterpreter() {
  const sent: Command[] = [];
  let ended = false;
  const interpreter: Interpreter = {
    version: [3, 14],
    onMessage: () => undefined,
    send: (command) => void sent.push(command),
    answer: () => undefined,
    interrupt: () => true,
    noteShown: () => undefined,
    end: () => void (ended = true),
  };
  return {
    interpreter,
    sent,
    isEnded: () => ended,
    says: (message: WorkerMessage) => interpreter.onMessage(message),
  };
}

it('asks for one test, and has its trace', async () => {
  const { interpreter, sent, says, isEnded } = createInterpreter();
  const examples = {
    files: [],
    testFiles: [{ fileName: 'tests.py', source: '', hidden: false as const }],
    cases: [],
  };
  const recording = recordReplay({ interpreter, files, examples, of: { test: 'T.test' } });
  expect(sent).toMatchObject([
    {
      kind: 'trace',
      job: { fileName: 'submission.py', code: 'x = 1\n', testFiles: [{ fileName: 'tests.py' }] },
      of: { test: 'T.test' },
    },
  ]);
  says({ kind: 'trace', trace });
  expect(await recording.trace).toBe(trace);
  expect(isEnded()).toBe(true);
});

it.each([
  ['crashed', { kind: 'failed', message: 'out of memory' }],
  ['crashed', done],
] as const)('has %s after %j without a trace', async (reason, message) => {
  const { interpreter, says, isEnded } = createInterpreter();
  const recording = recordReplay({ interpreter, files, examples: null, of: { typed: [] } });
  says(message);
  await expect(recording.trace).rejects.toMatchObject({ reason });
  expect(isEnded()).toBe(true);
});

it('gives up after its limit, and when it is stopped', async () => {
  const slow = createInterpreter();
  const of = { typed: [] };
  const options = { interpreter: slow.interpreter, files, examples: null, of, limitMs: 1 };
  await expect(recordReplay(options).trace).rejects.toMatchObject({ reason: 'timeout' });
  expect(slow.isEnded()).toBe(true);
  const { interpreter, isEnded } = createInterpreter();
  const recording = recordReplay({ interpreter, files, examples: null, of });
  recording.stop();
  await expect(recording.trace).rejects.toThrow(ReplayNotRecorded);
  expect(isEnded()).toBe(true);
});
