import { expect, test } from 'vitest';
import { bubblewrapArguments } from './arguments.ts';

const options = {
  python: '/usr/bin/python3',
  sourceTargets: ['__main__.py', 'judge/common/job.py'],
  preload: ['numpy'],
  hasCgroup: false,
};
const line = bubblewrapArguments(options).join(' ');

test('only system folders of the host are bound, read-only', () => {
  const binds = [...line.matchAll(/--(ro-bind|dev-bind|bind)(?:-try)? (\S+)/g)];
  for (const [, kind, source] of binds) {
    expect(source).toMatch(
      /^\/(usr|bin|lib|lib64|sbin|dev\/\w+|etc\/alternatives|etc\/ld\.so\.cache)$/,
    );
    if (kind !== 'ro-bind') expect(source).toMatch(/^\/dev\/(null|full|u?random)$/);
  }
});

test('sources are passed by file descriptor, in order', () => {
  expect(line).toContain(
    '--file 3 /touchstone/__main__.py --file 4 /touchstone/judge/common/job.py',
  );
});

test('nothing is writable, and there is no /proc', () => {
  expect(line).toContain('--dir /tmp --dir /submission ');
  expect(line).toContain('--remount-ro /dev --remount-ro / ');
  expect(line).not.toMatch(/--proc|--bind|--tmpfs \/(?!dev)/);
  expect(line).toMatch(/--clearenv --cap-drop ALL/);
});

test('all namespaces are unshared', () => {
  for (const each of ['user', 'pid', 'ipc', 'uts', 'net']) {
    expect(line).toContain(`--unshare-${each} `);
  }
});

test('after the sources come the descriptors of /proc and the cgroup, and the modules to preload', () => {
  expect(line).toMatch(/-- \/usr\/bin\/python3 -I -B \/touchstone 5 none numpy$/);
  const withCgroup = bubblewrapArguments({ ...options, hasCgroup: true });
  expect(withCgroup.slice(-3)).toEqual(['5', '6', 'numpy']);
});

test('the installation of a Python outside /usr is bound', () => {
  const foreign = bubblewrapArguments({ ...options, python: '/opt/python/bin/python3.12' });
  expect(foreign.join(' ')).toContain('--ro-bind /opt/python /opt/python');
  expect(foreign.join(' ')).toContain('-- /opt/python/bin/python3.12 -I -B /touchstone');
});
