import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPyodide } from 'pyodide';
import type { BrowserPython } from '../src/python/interpreter.ts';

const checkout = join(import.meta.dirname, '..', '..');

/** programming-ui/python/start.py */
export interface Browser {
  run(job: string): string;
  evaluate(source: string): string;
  judge(job: string, tell: (frame: string) => void): void;
  trace(job: string, of: string, report: (trace: string) => void): void;
}

const load = async (options: object): Promise<BrowserPython> =>
  (await loadPyodide({
    jsglobals: Object.create(null) as object,
    stdout: () => undefined,
    stderr: () => undefined,
    ...options,
  })) as unknown as BrowserPython;

/** Returns how to start an interpreter as the page's worker does: each program gets a separate one. */
export async function prepareBrowsers(): Promise<
  (page: object, interrupts?: Int32Array) => Promise<Browser>
> {
  const first = await load({ _makeSnapshot: true });
  for (const [folder, name] of [
    ['judge', 'judge'],
    ['programming-ui/python', 'browser'],
  ] as const) {
    for (const path of readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.py')) continue;
      const target = `/touchstone/${name}/${path}`;
      first.FS.mkdirTree(target.slice(0, target.lastIndexOf('/')));
      first.FS.writeFile(target, readFileSync(join(checkout, folder, path), 'utf8'));
    }
  }
  first.runPython(`
import sys
sys.path.insert(0, "/touchstone")
from browser.start import Browser, prepare
prepare()
sys.modules["__main__"].Browser = Browser
`);
  const snapshot = first.makeMemorySnapshot();
  return async (page, interrupts = new Int32Array(1)) => {
    const python = await load({ _loadSnapshot: snapshot });
    python.setInterruptBuffer(interrupts);
    python.runPython('import sys; sys.modules.pop("pyodide_js", None)');
    python.unregisterJsModule('pyodide_js');
    const start = python.globals.get('Browser') as (page: object) => Browser;
    return start(page);
  };
}
