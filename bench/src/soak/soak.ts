import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runFile } from '@touchstone/runtime/programs';
import { childEnvironment, loopsFolder, python } from '../places.ts';

const help = `npm run bench -- soak [options]

Grades correct, wrong and slightly hostile programs in a row, and checks what they leave behind. Exit
status 1 if a process, namespace, mount, descriptor or file is left over, if resident memory
has grown, or if a verdict is wrong.

  --count N           gradings (10000)
  --judge JUDGE       split or shared (split)
  --max-growth-mib N  how much the memory of the grader, and of its descendants, may grow (16)`;

export async function benchSoak(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      count: { type: 'string', default: '10000' },
      judge: { type: 'string', default: '' },
      'max-growth-mib': { type: 'string', default: '16' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'touchstone-soak-'));
  try {
    const options = Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [`--${name}`, value] : [],
    );
    return await runBelowReaper(folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** With a separate folder for temporary files, which has to be empty at the end. */
async function runBelowReaper(folder: string, options: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL('run.ts', import.meta.url));
  const node = [process.execPath, '--expose-gc', runFile, script];
  const reaper = path.join(loopsFolder, 'subreaper.py');
  const child = spawn(python, [reaper, ...node, ...options], {
    env: { ...childEnvironment, TMPDIR: folder },
    stdio: 'inherit',
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return status ?? 1;
}
