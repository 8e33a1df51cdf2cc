import { createBubblewrapSandbox } from './bubblewrap/bubblewrap.ts';
import { createPyodideSandbox } from './pyodide/pyodide.ts';
import { SandboxError, type Inspection, type Sandbox, type SandboxObserver } from './sandbox.ts';

export interface SandboxOptions {
  /** The interpreter inside bubblewrap, an absolute path; Debian's by default. */
  python?: string;
  /** If root starts bubblewrap, the uid of programs on the host. */
  uid?: number | undefined;
  /** The Unix socket of a launcher, which starts bubblewrap and chooses the Python. */
  socket?: string | undefined;
  /** `auto`: bubblewrap if it works, otherwise Pyodide and a warning. */
  kind?: Sandbox['kind'] | 'auto';
  /** How many gradings bubblewrap runs at once; by default one per core. */
  slots?: number;
  observer?: SandboxObserver | undefined;
  onWarning?: ((message: string) => void) | undefined;
}

/** Debian's. */
export const defaultPython = '/usr/bin/python3';

/** A sandbox that has passed its own check. Rejects with a SandboxError if none does. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const kind = options.kind ?? 'auto';
  if (kind === 'pyodide') return checked(createPyodideSandbox(options));
  const bubblewrap = createBubblewrapSandbox({ python: defaultPython, ...options });
  try {
    return await checked(bubblewrap);
  } catch (error) {
    if (kind === 'bubblewrap' || !(error instanceof SandboxError)) throw error;
    options.onWarning?.(
      `Grading with Pyodide, which is for trying out only, because bubblewrap cannot be used: ${error.message}`,
    );
    return checked(createPyodideSandbox(options));
  }
}

/** Runs the self-test of the bubblewrap sandbox. Rejects if the self-test cannot run. */
export async function inspectSandbox(
  options: Pick<SandboxOptions, 'python' | 'uid'>,
): Promise<Inspection> {
  const sandbox = createBubblewrapSandbox({ python: defaultPython, slots: 1, ...options });
  try {
    return await sandbox.inspect();
  } finally {
    await sandbox.close();
  }
}

async function checked(sandbox: Sandbox): Promise<Sandbox> {
  try {
    await sandbox.check();
    return sandbox;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
