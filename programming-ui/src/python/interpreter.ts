import { loadPyodide, type Lockfile, type PyodideInterface } from 'pyodide';
import type { Materials } from './protocol.ts';

/** Names by which a program could reach out of the page's worker. */
const waysOut = [
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
 * Starts Python from what the page hands over: nothing is fetched, so that it starts without a
 * network, too. The worker's own ways to the network are closed afterwards.
 */
export async function startInterpreter(materials: Materials): Promise<PyodideInterface> {
  const { default: createPyodideModule } = (await import(
    /* @vite-ignore */ materials.runtimeUrl
  )) as {
    default: NonNullable<NonNullable<Parameters<typeof loadPyodide>[0]>['createPyodideModule']>;
  };
  // Pyodide asks these two for its WebAssembly and for its library.
  globalThis.fetch = () => Promise.resolve(new Response(materials.library));
  WebAssembly.instantiateStreaming = async (_source, imports) => ({
    module: materials.wasm,
    instance: await WebAssembly.instantiate(materials.wasm, imports),
  });
  const python = await loadPyodide({
    indexURL: '/',
    lockFileContents: materials.lockFile as Lockfile,
    packageBaseUrl: '/',
    createPyodideModule,
    jsglobals: Object.create(null) as object,
    env: { HOME: '/home/student' },
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
  });
  python.runPython('import sys; sys.modules.pop("pyodide_js", None)');
  python.unregisterJsModule('pyodide_js');
  for (const name of waysOut) Reflect.deleteProperty(globalThis, name);
  return python;
}
