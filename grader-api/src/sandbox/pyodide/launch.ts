import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { childChannel, FramedProcess } from '../framed-process.ts';
import { SandboxError } from '../sandbox.ts';
import { judgeFolder } from '../sources.ts';

const ownFolder = path.dirname(fileURLToPath(import.meta.url));
/** Found when it is needed: the graders' image does not contain it. */
const pyodideFolder = (): string =>
  realpathSync(path.dirname(createRequire(import.meta.url).resolve('pyodide/package.json')));

const lockFileSchema = z.object({ info: z.object({ python: z.string() }) });

/** The version of its Python. */
export function pyodideVersion(): string {
  const lockFile = readFileSync(path.join(pyodideFolder(), 'pyodide-lock.json'), 'utf8');
  return lockFileSchema.parse(JSON.parse(lockFile)).info.python;
}

/** Node's own heap; Python's memory has a separate limit. */
const heapMiB = 512;

const maxAnswerBytes = 16 * 1024 * 1024;

/** The memory of a Python that has imported the judge. Rejects with a SandboxError. */
export async function makeSnapshot(): Promise<Buffer> {
  const child = start('snapshot.mjs', [judgeFolder]);
  const errors = child.stderr === null ? '' : buffer(child.stderr);
  const snapshot = child.stdout === null ? Buffer.alloc(0) : await buffer(child.stdout);
  if (snapshot.length === 0)
    throw new SandboxError(`Pyodide does not start: ${String(await errors)}`);
  return snapshot;
}

/** Starts a process that may read the files of Pyodide and no others. */
export function launchPyodide(snapshot: Buffer): FramedProcess {
  const child = start('grade.mjs', []);
  const pipe = child.stdio[3];
  if (pipe instanceof Writable) {
    // A process that exits before it has read everything is noticed by its exit.
    pipe.on('error', () => undefined);
    pipe.end(snapshot);
  }
  return new FramedProcess(childChannel(child), { decoder: { maxBytes: maxAnswerBytes } });
}

function start(script: string, readFolders: readonly string[]): ChildProcess {
  return spawn(
    process.execPath,
    [
      permissionFlag(),
      ...[pyodideFolder(), ownFolder, ...readFolders].map(
        (folder) => `--allow-fs-read=${path.join(folder, '*')}`,
      ),
      '--allow-worker',
      '--no-warnings',
      '--disallow-code-generation-from-strings',
      `--max-old-space-size=${heapMiB}`,
      path.join(ownFolder, script),
      pathToFileURL(pyodideFolder() + path.sep).href,
      ...readFolders,
    ],
    {
      env: {},
      cwd: path.parse(ownFolder).root,
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    },
  );
}

/** Node 20 has another name for this flag than later versions. */
const permissionFlag = () =>
  process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
