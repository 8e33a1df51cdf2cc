import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/create-sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { honestPrograms, type Program } from './honest-programs.ts';
import { jobOf, rightCode } from './jobs.ts';

const hostilePrograms: Program[] = [
  {
    title: 'an endless loop ends at the wall limit',
    code: 'def hello(name):\n    while True:\n        pass\n',
    limits: { wallSeconds: 1 },
    verdict: 'timeout',
  },
  {
    title: 'exiting Python within a test does not pass',
    code: 'import os\ndef hello(name):\n    os._exit(0)\n',
    verdict: 'failed',
  },
  {
    title: 'one huge allocation is a memory limit',
    code: 'data = bytearray(10**9)\n',
    verdict: 'memory-limit',
  },
  {
    title: 'JavaScript, the host’s files and its network are out of reach',
    code: `import os
import js
assert not [each for each in ("fetch", "process", "eval", "Function") if hasattr(js, each)]
try:
    import pyodide_js
    raise SystemExit("reached")
except ImportError:
    pass
assert not os.path.exists("/etc/passwd") and not os.path.exists("/work")
try:
    from pyodide.code import run_js
    run_js("1")
    raise SystemExit("reached")
except Exception:
    pass
${rightCode}`,
    verdict: 'passed',
  },
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ kind: 'pyodide' });
});
afterAll(() => sandbox.close());

describe('Pyodide', () => {
  test('describes itself as for trying out only', () => {
    expect(sandbox.forgeable).toBe(true);
    expect(sandbox.description).toMatch(/trying out/);
    expect(sandbox.interpreter()).toMatch(/^CPython 3\.\d+\.\d+ of Pyodide$/);
  });

  // One after another, because loading the interpreter keeps a core busy.
  test('is used where bubblewrap is not available, with a warning that says what to change', async () => {
    const warnings: string[] = [];
    const fallback = await createSandbox({
      python: '/usr/bin/no-such-python',
      onWarning: (message) => warnings.push(message),
    });
    await fallback.close();
    expect(fallback.kind).toBe('pyodide');
    expect(warnings).toEqual([expect.stringMatching(/for trying out only.*install python3/)]);
  });

  for (const { title, verdict, check, ...parts } of [...honestPrograms, ...hostilePrograms]) {
    test(title, async () => {
      const report = await sandbox.grade(jobOf({ limits: { wallSeconds: 20 }, ...parts }));
      expect(report).toMatchObject({ verdict });
      check?.(report);
    });
  }
});
