import { expect, test } from 'vitest';
import { SandboxError } from '../sandbox.ts';
import { withRemedy } from './host.ts';

const remedyFor = (message: string) => withRemedy(new SandboxError(message)).message;

test('what bubblewrap says becomes what to do on the host', () => {
  expect(remedyFor('spawn bwrap ENOENT')).toMatch(/apt-get install bubblewrap/);
  expect(
    remedyFor('bwrap: No permissions to creating new namespace, likely because the kernel…'),
  ).toMatch(/unprivileged_userns_clone/);
  expect(remedyFor('bwrap: setting up uid map: Permission denied')).toMatch(/AppArmor/);
  expect(remedyFor('bwrap: execvp /opt/python3: No such file or directory')).toMatch(
    /TOUCHSTONE_PYTHON/,
  );
  expect(remedyFor("bwrap: Can't find source path /nope: No such file or directory")).toMatch(
    /not there.*TOUCHSTONE_PYTHON/,
  );
  expect(remedyFor("bwrap: Can't find source path /root/python: Permission denied")).toMatch(
    /may not read, as below \/root/,
  );
  expect(remedyFor("bwrap: Can't set hostname to sandbox: Operation not permitted")).toMatch(
    /sethostname.*seccomp profile/,
  );
  expect(remedyFor('SyntaxError: invalid syntax')).toMatch(/3\.11/);
});

test('an unknown fault is passed on as it is', () => {
  const error = new SandboxError('something else');
  expect(withRemedy(error)).toBe(error);
});
