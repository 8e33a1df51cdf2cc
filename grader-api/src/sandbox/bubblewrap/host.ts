import { readFile } from 'node:fs/promises';
import { UnfitHostError, type SandboxError } from '../sandbox.ts';

/** The sandbox's user on the host must not be root: in there, root could reach out. */
export async function refuseHostRoot(pid: number): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const ids = /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
  if (ids.length === 0 || ids.includes('0')) {
    throw new UnfitHostError(
      'the sandbox would run as root on the host; run the grader as an ordinary user',
      `its user ids are ${ids.join(', ')}`,
    );
  }
}

/** What to change on the host, by what bubblewrap or the kernel says. */
const remedies: readonly [RegExp, string][] = [
  [/ENOENT/, 'bubblewrap is not installed; run `apt-get install bubblewrap`'],
  [
    /libseccomp\.so/,
    'libseccomp, by which system calls are refused, is not installed; run `apt-get install libseccomp2`',
  ],
  [
    /execvp .*: No such file|Can't find source path .*: No such file/,
    'the configured Python is not there, or is a link that lies outside its installation; install python3, or name the file itself by TOUCHSTONE_PYTHON',
  ],
  [
    /execvp .*: Permission denied|Can't find source path .*: Permission denied/,
    'the configured Python lies where the sandbox\u2019s user may not read, as below /root; install it where every user may, such as /opt/python, or make its folders readable, and name it by TOUCHSTONE_PYTHON',
  ],
  [
    /set hostname/,
    'this container refuses the system call `sethostname`, by which the host\u2019s name is hidden from programs; allow it in the seccomp profile of the container',
  ],
  [
    /namespace|uid map|clone:|Operation not permitted|Permission denied|No space left/i,
    'this user may not make namespaces; allow it with `sysctl kernel.unprivileged_userns_clone=1` or, on Ubuntu, with an AppArmor profile for bwrap',
  ],
  [
    /SyntaxError|ImportError|AttributeError|ModuleNotFoundError/,
    'the Python must be 3.11 or newer, with its whole standard library',
  ],
];

/** The same error, with the change that would help in front of what was said. */
export function withRemedy(error: SandboxError): SandboxError {
  if (error instanceof UnfitHostError) return error;
  const remedy = remedies.find(([pattern]) => pattern.test(error.message))?.[1];
  return remedy === undefined ? error : new UnfitHostError(remedy, error.message);
}
