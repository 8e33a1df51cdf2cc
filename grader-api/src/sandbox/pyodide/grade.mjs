/**
 * One grading in Pyodide, in a separate process. Starts Python from the snapshot on file descriptor 3,
 * removes what a program could use to reach out, sends `ready`, reads one job from stdin and answers in
 * frames (frames.ts). The last frame, `ended`, comes from this file.
 *
 * Argument: URL of Pyodide's folder.
 */
import { once } from 'node:events';
import { createReadStream, writeSync } from 'node:fs';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { loadInterpreter } from './interpreter.mjs';

/** @typedef {import('pyodide').PyodideInterface} PyodideInterface */

const unprivilegedId = 65_533;
const pageBytes = 65_536;
const watchdogSlackMs = 2_000;
const mebibyte = 1024 * 1024;

const snapshot = await readAll(createReadStream('', { fd: 3 }));
const pyodide = await loadInterpreter({ _loadSnapshot: snapshot });
const memory = watchMemory();
/** @type {(job: string, send: (frame: string) => void) => void} */
const judge = pyodide.globals.get('grade');
pyodide.globals.delete('grade');
const watchdog = new Worker(new URL('watchdog.mjs', import.meta.url));
await once(watchdog, 'message');
watchdog.unref();
strip(pyodide);
writeFrame('{"kind":"ready"}');
const job = await readAll(process.stdin);
if (job.length > 4) grade(job.toString('utf8', 4));

/** @param {string} job JSON of the one frame on stdin */
function grade(job) {
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(cpu);
    return {
      wallMs: Math.round(performance.now() - startedMs),
      cpuMs: Math.round((user + system) / 1000),
      peakMemoryBytes: memory.usedBytes(),
    };
  };
  /** What had been used when the first hidden test started. @type {ReturnType<typeof used> | null} */
  let visible = null;
  let ended = false;
  /** @param {'verdict' | 'exited'} ending */
  const end = (ending) => {
    if (ended) return;
    ended = true;
    writeFrame(JSON.stringify({ kind: 'ended', ending, status: null, ...used(), visible }));
  };
  const { memoryMiB, wallSeconds } = JSON.parse(job).limits;
  memory.allowMore(memoryMiB * mebibyte);
  watchdog.postMessage(wallSeconds * 1000 + watchdogSlackMs);
  try {
    judge(job, (frame) => {
      const { kind } = JSON.parse(frame);
      if (kind === 'hidden') visible ??= used();
      else writeFrame(frame);
      if (kind === 'verdict') end('verdict');
    });
  } catch {
    // The Python interpreter has exited.
  }
  end('exited');
}

/**
 * Pyodide is not a sandbox: a program can reach whatever JavaScript can do. This removes the shortest
 * ways; the permission model of the process removes more.
 * @param {PyodideInterface} python
 */
function strip(python) {
  python.runPython('import sys; sys.modules.pop("pyodide_js", None)');
  python.unregisterJsModule('pyodide_js');
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'BroadcastChannel', 'Worker']) {
    Reflect.deleteProperty(globalThis, name);
  }
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule']) {
    Object.assign(process, { [name]: undefined });
  }
  if (process.getuid?.() === 0) {
    process.setgroups?.([]);
    process.setgid?.(unprivilegedId);
    process.setuid?.(unprivilegedId);
  }
}

/** Tracks Python's memory, which is unlimited until `allowMore` is called. */
function watchMemory() {
  const { prototype } = WebAssembly.Memory;
  const grow = prototype.grow;
  let currentBytes = snapshot.length;
  let limitBytes = Infinity;
  /** @this {WebAssembly.Memory} @param {number} pages */
  prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * pageBytes > limitBytes) {
      throw new RangeError('the memory limit of this grading');
    }
    const before = grow.call(this, pages);
    currentBytes = this.buffer.byteLength;
    return before;
  };
  return {
    usedBytes: () => currentBytes,
    /** @param {number} bytes */
    allowMore: (bytes) => {
      limitBytes = currentBytes + bytes;
    },
  };
}

/** @param {AsyncIterable<Buffer>} stream */
async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @param {string} frame */
function writeFrame(frame) {
  const content = Buffer.from(frame);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(content.length);
  let rest = Buffer.concat([head, content]);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
    }
  }
}
