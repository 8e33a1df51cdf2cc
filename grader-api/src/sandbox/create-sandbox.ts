import { createBubblewrapSandbox } from './bubblewrap/bubblewrap.ts';
import { createPyodideSandbox } from './pyodide/pyodide.ts';
import { SandboxError, type Inspection, type Sandbox } from './sandbox.ts';

export interface SandboxOptions {
  /** The interpreter inside bubblewrap, an absolute path; Debian's by default. */
  python?: string;
  /** Where root starts bubblewrap, the uid that programs have on the host. */
  uid?: number | undefined;
  /** The Unix socket of who starts bubblewrap for this process, with the Python named there. */
  socket?: string | undefined;
  /** `auto`: bubblewrap where it works, else Pyodide and a warning. */
  kind?: Sandbox['kind'] | 'auto';
  /** Gradings that bubblewrap runs at once; as many as there are cores by default. */
  slots?: number;
  onWarning?: (message: string) => void;
}

/** Debian's. */
export const defaultPython = '/usr/bin/python3';

/** A sandbox that has passed its own check. Rejects with a SandboxError when there is none. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const kind = options.kind ?? 'auto';
  if (kind === 'pyodide') return checked(createPyodideSandbox());
  const bubblewrap = createBubblewrapSandbox({ python: defaultPython, ...options });
  try {
    return await checked(bubblewrap);
  } catch (error) {
    if (kind === 'bubblewrap' || !(error instanceof SandboxError)) throw error;
    options.onWarning?.(
      `Grading with Pyodide, for trying out only, because bubblewrap cannot be used: ${error.message}`,
    );
    return checked(createPyodideSandbox());
  }
}

/** The self-test of the bubblewrap sandbox, fit or not. Rejects when it can't even be run. */
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
