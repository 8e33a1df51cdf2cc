import { expect, test } from 'vitest';
import { bubblewrapArguments } from './arguments.ts';

const options = {
  python: '/usr/bin/python3',
  sourceTargets: ['__main__.py', 'judge/job.py'],
  preload: ['numpy'],
  hasCgroup: false,
};
const line = bubblewrapArguments(options).join(' ');

test('nothing of the host but its system can be bound, and that read-only', () => {
  const binds = [...line.matchAll(/--(ro-bind|dev-bind|bind)(?:-try)? (\S+)/g)];
  for (const [, kind, source] of binds) {
    expect(source).toMatch(
      /^\/(usr|bin|lib|lib64|sbin|dev\/\w+|etc\/alternatives|etc\/ld\.so\.cache)$/,
    );
    if (kind !== 'ro-bind') expect(source).toMatch(/^\/dev\/(null|full|u?random)$/);
  }
});

test('sources are handed over by file descriptor, in order', () => {
  expect(line).toContain('--file 3 /touchstone/__main__.py --file 4 /touchstone/judge/job.py');
});

test('nothing can be written to, and there is no /proc', () => {
  expect(line).toContain('--dir /tmp --dir /submission ');
  expect(line).toContain('--remount-ro /dev --remount-ro / ');
  expect(line).not.toMatch(/--proc|--bind|--tmpfs \/(?!dev)/);
  expect(line).toMatch(/--clearenv --cap-drop ALL/);
});

test('nothing of what namespaces keep apart is shared', () => {
  for (const each of ['user', 'pid', 'ipc', 'uts', 'net']) {
    expect(line).toContain(`--unshare-${each} `);
  }
});

test('after the sources come the numbers of the open /proc and cgroup, and the modules to keep', () => {
  expect(line).toMatch(/-- \/usr\/bin\/python3 -I -B \/touchstone 5 none numpy$/);
  const withCgroup = bubblewrapArguments({ ...options, hasCgroup: true });
  expect(withCgroup.slice(-3)).toEqual(['5', '6', 'numpy']);
});

test('a Python outside /usr brings its installation along', () => {
  const foreign = bubblewrapArguments({ ...options, python: '/opt/python/bin/python3.12' });
  expect(foreign.join(' ')).toContain('--ro-bind /opt/python /opt/python');
  expect(foreign.join(' ')).toContain('-- /opt/python/bin/python3.12 -I -B /touchstone');
});
