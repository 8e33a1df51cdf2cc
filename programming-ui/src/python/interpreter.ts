import { loadPyodide, type Lockfile } from 'pyodide';
import type { Materials } from './protocol.ts';

/** The parts of Pyodide's interface used here. */
export interface BrowserPython {
  readonly globals: { get(name: string): unknown; delete(name: string): void };
  readonly FS: {
    mkdirTree(path: string): void;
    writeFile(path: string, text: string): void;
  };
  runPython(code: string): unknown;
  makeMemorySnapshot(): Uint8Array;
  setInterruptBuffer(buffer: Int32Array): void;
  unregisterJsModule(name: string): void;
}

/** Names by which a program could reach out of the worker. */
const networkNames = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'WebTransport',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'indexedDB',
  'caches',
  'importScripts',
  'navigator',
];

/**
 * Starts Python from the files that the page passes, with `Browser` of programming-ui/python/start.py
 * in its globals. It fetches nothing, so it also starts offline. Afterwards it removes the worker's
 * access to the network.
 */
export async function startInterpreter(
  materials: Materials,
  onSnapshot: (snapshot: Uint8Array) => void,
): Promise<BrowserPython> {
  const { default: createPyodideModule } = (await import(
    /* @vite-ignore */ materials.runtimeUrl
  )) as {
    default: NonNullable<NonNullable<Parameters<typeof loadPyodide>[0]>['createPyodideModule']>;
  };
  // Pyodide calls these two for its WebAssembly and its library.
  globalThis.fetch = () => Promise.resolve(new Response(materials.library));
  WebAssembly.instantiateStreaming = async (_source, imports) => ({
    module: materials.wasm,
    instance: await WebAssembly.instantiate(materials.wasm, imports),
  });
  const python = (await loadPyodide({
    indexURL: '/',
    lockFileContents: materials.lockFile as Lockfile,
    packageBaseUrl: '/',
    createPyodideModule,
    ...(materials.snapshot === null
      ? { _makeSnapshot: true }
      : { _loadSnapshot: materials.snapshot }),
    jsglobals: Object.create(null) as object,
    env: { HOME: '/home/student' },
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
  })) as unknown as BrowserPython;
  writeSources(python, materials.sources);
  if (materials.snapshot === null) {
    python.runPython(`
import sys
sys.path.insert(0, "/touchstone")
from browser.start import Browser, prepare
prepare()
# prepare() replaces the module __main__, which is the one that is visible from outside.
sys.modules["__main__"].Browser = Browser
`);
    onSnapshot(python.makeMemorySnapshot());
  }
  python.runPython('import sys; sys.modules.pop("pyodide_js", None)');
  python.unregisterJsModule('pyodide_js');
  for (
    let scope: object | null = globalThis;
    scope !== null;
    scope = Object.getPrototypeOf(scope) as object | null
  )
    for (const name of networkNames) Reflect.deleteProperty(scope, name);
  return python;
}

function writeSources(python: BrowserPython, sources: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(sources)) {
    const target = `/touchstone/${path}`;
    python.FS.mkdirTree(target.slice(0, target.lastIndexOf('/')));
    python.FS.writeFile(target, text);
  }
}
