/** A program for the assignment `one-line`, and whether it has to pass. */
export interface SoakProgram {
  readonly name: string;
  /** How many of a thousand gradings run it. */
  readonly share: number;
  readonly passes: boolean;
  readonly code: string;
}

const correct = 'def double(number):\n    return 2 * number\n';

const passing = (name: string, share: number, code: string): SoakProgram => {
  return { name, share, passes: true, code };
};
const failing = (name: string, share: number, code: string): SoakProgram => {
  return { name, share, passes: false, code };
};

/** Most are typical of students; some try to leave things behind. */
export const soakPrograms: readonly SoakProgram[] = [
  passing('is correct', 400, correct),
  passing(
    'prints',
    50,
    `def double(number):\n    print("doubling", number)\n    return 2 * number\n`,
  ),
  passing(
    'leaves a thread',
    30,
    `import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n${correct}`,
  ),
  passing(
    'leaves files',
    40,
    `import tempfile\nkept = [tempfile.NamedTemporaryFile(delete=False) for _ in range(8)]\nfor file in kept:\n    file.write(bytes(50_000))\n    file.flush()\n${correct}`,
  ),
  failing('is wrong', 200, 'def double(number):\n    return number + 2\n'),
  failing('raises', 80, 'def double(number):\n    return [][number]\n'),
  failing('is not Python', 50, 'def double(number)\n    return\n'),
  failing('is empty', 30, ''),
  failing(
    'leaves processes',
    30,
    `import os\nimport time\nfor _ in range(3):\n    if os.fork() == 0:\n        time.sleep(3600)\n`,
  ),
  failing('leaves descriptors', 30, 'import os\nkept = [os.pipe() for _ in range(20)]\n'),
  failing('exits the interpreter', 20, 'import os\nos._exit(0)\n'),
  failing('kills itself', 20, 'import os\nimport signal\nos.kill(os.getpid(), signal.SIGKILL)\n'),
  failing('starts a program', 10, 'import subprocess\nsubprocess.run(["/bin/sleep", "3600"])\n'),
  failing('takes all memory', 4, 'kept = []\nwhile True:\n    kept.append(bytearray(8_000_000))\n'),
  failing('prints forever', 3, 'while True:\n    print("again" * 10_000)\n'),
  failing('runs forever', 3, 'while True:\n    pass\n'),
];

/**
 * The program for a grading, by its number: the same in each run, each program by its share, and none
 * many times in a row.
 */
export function soakProgram(number: number): SoakProgram {
  const total = soakPrograms.reduce((sum, { share }) => sum + share, 0);
  // 617 is coprime to the total, so every place is reached.
  let place = (number * 617) % total;
  for (const program of soakPrograms) {
    if (place < program.share) return program;
    place -= program.share;
  }
  throw new Error('The shares do not add up.');
}
