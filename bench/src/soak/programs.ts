/** A program for the assignment `one-line`, and whether it has to pass. */
export interface SoakProgram {
  readonly name: string;
  /** Out of how many gradings in a thousand it is one. */
  readonly share: number;
  readonly passes: boolean;
  readonly code: string;
}

const right = 'def double(number):\n    return 2 * number\n';

/** Most are what students hand in; some leave behind whatever can be left behind. */
export const soakPrograms: readonly SoakProgram[] = [
  { name: 'right', share: 400, passes: true, code: right },
  {
    name: 'prints',
    share: 50,
    passes: true,
    code: `def double(number):\n    print("doubling", number)\n    return 2 * number\n`,
  },
  {
    name: 'leaves a thread',
    share: 30,
    passes: true,
    code: `import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n${right}`,
  },
  {
    name: 'leaves files',
    share: 40,
    passes: true,
    code: `import tempfile\nkept = [tempfile.NamedTemporaryFile(delete=False) for _ in range(8)]\nfor file in kept:\n    file.write(bytes(50_000))\n    file.flush()\n${right}`,
  },
  {
    name: 'wrong',
    share: 200,
    passes: false,
    code: 'def double(number):\n    return number + 2\n',
  },
  {
    name: 'raises',
    share: 80,
    passes: false,
    code: 'def double(number):\n    return [][number]\n',
  },
  { name: 'is no Python', share: 50, passes: false, code: 'def double(number)\n    return\n' },
  { name: 'is empty', share: 30, passes: false, code: '' },
  {
    name: 'leaves processes',
    share: 30,
    passes: false,
    code: `import os\nimport time\nfor _ in range(3):\n    if os.fork() == 0:\n        time.sleep(3600)\n`,
  },
  {
    name: 'leaves descriptors',
    share: 30,
    passes: false,
    code: 'import os\nkept = [os.pipe() for _ in range(20)]\n',
  },
  {
    name: 'ends the interpreter',
    share: 20,
    passes: false,
    code: 'import os\nos._exit(0)\n',
  },
  {
    name: 'kills itself',
    share: 20,
    passes: false,
    code: 'import os\nimport signal\nos.kill(os.getpid(), signal.SIGKILL)\n',
  },
  {
    name: 'starts a program',
    share: 10,
    passes: false,
    code: 'import subprocess\nsubprocess.run(["/bin/sleep", "3600"])\n',
  },
  {
    name: 'takes all memory',
    share: 4,
    passes: false,
    code: 'kept = []\nwhile True:\n    kept.append(bytearray(8_000_000))\n',
  },
  {
    name: 'prints without end',
    share: 3,
    passes: false,
    code: 'while True:\n    print("again" * 10_000)\n',
  },
  { name: 'runs without end', share: 3, passes: false, code: 'while True:\n    pass\n' },
];

/**
 * The program for a grading, by its number: the same in each run, every program by its share, and
 * none of them many times in a row.
 */
export function soakProgram(number: number): SoakProgram {
  const total = soakPrograms.reduce((sum, { share }) => sum + share, 0);
  // Coprime to the total, so that all places of the deck are reached.
  let place = (number * 617) % total;
  for (const program of soakPrograms) {
    if (place < program.share) return program;
    place -= program.share;
  }
  throw new Error('the shares do not add up');
}
