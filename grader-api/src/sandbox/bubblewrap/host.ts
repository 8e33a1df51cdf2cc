import { readFile } from 'node:fs/promises';
import { errorCode } from '@touchstone/runtime/errors';
import { UnfitHostError, type SandboxError } from '../sandbox.ts';

/**
 * The sandbox's user on the host must not be root: root could reach out of the sandbox. A process that
 * has exited, which happens when its grading is aborted, has no user.
 */
export async function refuseHostRoot(pid: number): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return null;
    throw error;
  });
  if (status === null) return;
  const ids = /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
  if (ids.length === 0 || ids.includes('0')) {
    throw new UnfitHostError(
      'the sandbox would run as root on the host; run the grader as an ordinary user',
      `its user ids are ${ids.join(', ')}`,
    );
  }
}

/** What to change on the host, by the message of bubblewrap or the kernel. */
const remedies: readonly [RegExp, string][] = [
  [/ENOENT/, 'bubblewrap is not installed; run `apt-get install bubblewrap`'],
  [
    /libseccomp\.so/,
    'libseccomp, which filters system calls, is not installed; run `apt-get install libseccomp2`',
  ],
  [
    /execvp .*: No such file|Can't find source path .*: No such file/,
    'the configured Python does not exist, or is a link outside its installation; install python3, or set TOUCHSTONE_PYTHON to the path of the file itself',
  ],
  [
    /execvp .*: Permission denied|Can't find source path .*: Permission denied/,
    'the sandbox\u2019s user may not read the configured Python, for example because it is below /root; install it where every user may read it, such as /opt/python, or make its folders readable, and set TOUCHSTONE_PYTHON to its path',
  ],
  [
    /namespace|uid map|clone:|Operation not permitted|Permission denied|No space left/i,
    'this user may not create namespaces; allow it with `sysctl kernel.unprivileged_userns_clone=1`, on Ubuntu with an AppArmor profile for bwrap, and in a container with the seccomp and AppArmor profiles in deploy/',
  ],
  [
    /SyntaxError|ImportError|AttributeError|ModuleNotFoundError/,
    'Python must be 3.11 or newer, with its complete standard library',
  ],
];

/** The same error, with what to change on the host in front of its message. */
export function withRemedy(error: SandboxError): SandboxError {
  if (error instanceof UnfitHostError) return error;
  const remedy = remedies.find(([pattern]) => pattern.test(error.message))?.[1];
  return remedy === undefined ? error : new UnfitHostError(remedy, error.message);
}
