import type { GradingJob, Judge } from '@touchstone/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBubblewrapSandbox } from '../../src/sandbox/bubblewrap/bubblewrap.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { jobOf, recordedJob } from './jobs.ts';
import { supervisorPids } from './processes.ts';

const judges: readonly Judge[] = ['split', 'shared'];

/** The tests pass a function to the program and ask it for a greeting. */
const tests = `
import unittest

from submission import hello


class TestHello(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(hello("World", str.title), "Hello, World!")

    def test_asked_back(self):
        self.assertEqual(hello("ada", lambda name: hello(name, None)), "Hello, Hello, ada!!")
`;

const rightCode = `
def hello(name, change):
    return f"Hello, {change(name) if change else name}!"
`;

/** Programs that exit Python with the status, each at another moment. */
const places: Record<string, (end: string) => string> = {
  'while it is loaded': (end) => `import os\n${end}\n`,
  'in a call': (end) => `import os\ndef hello(name, change):\n    ${end}\n`,
  'in a call that a test answers': (end) =>
    `import os\ndef hello(name, change):\n    change and change(name)\n    ${end}\n`,
  'in a call that the test makes while the program asks': (end) =>
    `import os\n${rightCode}\nright = hello\ndef hello(name, change):\n    if change is None:\n        ${end}\n    return right(name, change)\n`,
  'in a thread': (end) =>
    `import os, threading, time\nthreading.Thread(target=lambda: ${end}).start()\ntime.sleep(1)\n`,
  'in a thread while a test runs': (end) =>
    `import os, threading, time\ndef hello(name, change):\n    threading.Thread(target=lambda: ${end}).start()\n    time.sleep(1)\n`,
  'in an audit hook': (end) =>
    `import os, sys\n${rightCode}\nright = hello\ndef hello(name, change):\n    sys.addaudithook(lambda *_: ${end})\n    return open(__file__).read()\n`,
  'in a destructor': (end) =>
    `import os\nclass Last:\n    def __del__(self):\n        ${end}\ndef hello(name, change):\n    return [Last()][0] and None\n`,
  'when Python ends': (end) =>
    `import atexit, os\natexit.register(lambda: ${end})\nraise SystemExit\n`,
};

let sandbox: Sandbox;
let jobs: Record<Judge, GradingJob>;
beforeAll(async () => {
  sandbox = createBubblewrapSandbox({ python: '/usr/bin/python3', slots: 2 });
  const job = jobOf({ code: rightCode, tests, limits: { cpuSeconds: 5, wallSeconds: 10 } });
  jobs = { split: await recordedJob(sandbox, job), shared: job };
  for (const judge of judges) await gradeRightOne(judge);
});
afterAll(() => sandbox.close());

const gradeRightOne = (judge: Judge) =>
  expect(sandbox.grade(jobs[judge])).resolves.toMatchObject({ verdict: 'passed' });

/** Runs all concurrently; none may pass, count as an internal error, or cost a supervisor. */
async function gradeAll(judge: Judge, codes: readonly string[], allowed: readonly string[]) {
  await Promise.all([gradeRightOne(judge), gradeRightOne(judge)]);
  const before = supervisorPids();
  const reports = await Promise.all(codes.map((code) => sandbox.grade({ ...jobs[judge], code })));
  reports.forEach(({ verdict, output }, index) => {
    expect(allowed, `${codes[index]}\n${verdict}: ${output}`).toContain(verdict);
  });
  expect(supervisorPids()).toEqual(before);
  await gradeRightOne(judge);
}

const allStatuses = Array.from({ length: 256 }, (_, status) => status);
/** The statuses of our own processes, and those of shells and Python for signals and errors. */
const someStatuses = [0, 1, 2, 3, 69, 70, 71, 72, 73, 120, 126, 127, 128, 137, 139, 255];
const quick = ['while it is loaded', 'in a call'];

describe.each(judges)('judged %s, an exit status is a verdict on the program', (judge) => {
  test.each(Object.entries(places))('%s', async (place, program) => {
    const statuses = quick.includes(place) ? allStatuses : someStatuses;
    const codes = statuses.map((status) => program(`os._exit(${status})`));
    await gradeAll(judge, codes, ['failed', 'runtime-error']);
  });
});

describe.each(judges)('judged %s, other ends are verdicts on the program', (judge) => {
  const call = places['in a call'] ?? String;

  test('every signal that a program sends itself', async () => {
    const signals = Array.from({ length: 64 }, (_, index) => index + 1);
    const codes = signals.flatMap((signal) => [
      call(`os.kill(os.getpid(), ${signal})`),
      call(`import signal; signal.pthread_kill(__import__("threading").get_ident(), ${signal})`),
    ]);
    await gradeAll(judge, codes, ['failed', 'runtime-error']);
  });

  test('every file that it writes to, cuts, or closes', async () => {
    const deeds = [
      'os.write(fd, b"\\0\\0\\0\\2{}")',
      'os.write(fd, bytes(8))',
      'os.close(fd)',
      'os.ftruncate(fd, 0)',
      'os.dup2(0, fd)',
      'os.set_blocking(fd, False)',
    ];
    const codes = deeds.flatMap((deed) =>
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 60, 90].map((first) => {
        const each = `\n    for fd in range(${first}, 128):\n        try:\n            ${deed}\n        except OSError:\n            pass`;
        return call(`pass${each}`);
      }),
    );
    await gradeAll(judge, codes, ['failed', 'runtime-error']);
  });

  test.each(['', 'os.close(0); os.close(1); os.close(2); '])(
    'an end with "%s" and no memory, no files or no limits left',
    async (before) => {
      const ends = [
        'os.abort()',
        'import ctypes; ctypes.string_at(0)',
        'import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))',
        'import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))',
        'import resource; resource.setrlimit(resource.RLIMIT_CPU, (0, 0))',
        'files = [os.dup(0) for _ in iter(int, 1)]',
        'open("/tmp/full", "wb").write(bytes(1 << 27))',
        'os._exit(71) if bytearray(200 << 20) else 0',
        'import ctypes; ctypes.CDLL(None)._exit(71)',
        'import ctypes; ctypes.CDLL(None).syscall(60, 71)',
        'import ctypes; ctypes.CDLL(None).syscall(231, 72)',
        'import ctypes; ctypes.CDLL(None).prctl(4, 1)',
      ];
      const codes = ends.map((end) => call(before + end));
      await gradeAll(judge, codes, ['failed', 'runtime-error', 'timeout']);
    },
  );
});
