import { constants } from 'node:fs';
import process from 'node:process';

/**
 * Loads Pyodide from the folder in the first argument, without access to JavaScript's globals, stdin or
 * stdout.
 *
 * @param {{ _makeSnapshot?: boolean, _loadSnapshot?: Uint8Array }} options
 */
export async function loadInterpreter(options) {
  // Emscripten gets the names of file flags by a call that Node's permission model denies.
  Object.assign(process, { binding: () => ({ fs: constants }) });
  const { loadPyodide } = /** @type {typeof import('pyodide')} */ (
    await import(new URL('pyodide.mjs', process.argv[2]).href)
  );
  return loadPyodide({
    ...options,
    jsglobals: Object.create(null),
    env: {},
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
  });
}
