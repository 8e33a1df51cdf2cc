import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { SandboxError } from '../sandbox.ts';
import { refuseHostRoot, withRemedy } from './host.ts';

const remedyFor = (message: string) => withRemedy(new SandboxError(message)).message;

test('a message of bubblewrap is turned into what to change on the host', () => {
  expect(remedyFor('spawn bwrap ENOENT')).toMatch(/apt-get install bubblewrap/);
  expect(
    remedyFor('bwrap: No permissions to creating new namespace, likely because the kernel…'),
  ).toMatch(/unprivileged_userns_clone/);
  expect(remedyFor('bwrap: setting up uid map: Permission denied')).toMatch(/AppArmor/);
  expect(remedyFor('bwrap: execvp /opt/python3: No such file or directory')).toMatch(
    /TOUCHSTONE_PYTHON/,
  );
  expect(remedyFor("bwrap: Can't find source path /nope: No such file or directory")).toMatch(
    /does not exist.*TOUCHSTONE_PYTHON/,
  );
  expect(remedyFor("bwrap: Can't find source path /root/python: Permission denied")).toMatch(
    /may not read.*below \/root/,
  );
  expect(remedyFor('bwrap: Failed to make / slave: Operation not permitted')).toMatch(
    /seccomp and AppArmor profiles in deploy/,
  );
  expect(remedyFor('SyntaxError: invalid syntax')).toMatch(/3\.11/);
});

test('an unknown error is passed on unchanged', () => {
  const error = new SandboxError('something else');
  expect(withRemedy(error)).toBe(error);
});

test('a process that has exited has no user who could be root', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  await expect(refuseHostRoot(child.pid ?? 0)).resolves.toBeUndefined();
  // The first process of a machine is root's.
  await expect(refuseHostRoot(1)).rejects.toThrow('would run as root');
});
