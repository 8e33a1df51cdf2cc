import { expect, test } from 'vitest';
import { bubblewrapArguments } from './arguments.ts';

const options = { python: '/usr/bin/python3', sourceTargets: ['__main__.py', 'judge/job.py'] };
const line = bubblewrapArguments(options).join(' ');

test('nothing of the host but its system can be bound, and that read-only', () => {
  const binds = [...line.matchAll(/--(ro-bind|dev-bind|bind)(?:-try)? (\S+)/g)];
  for (const [, kind, source] of binds) {
    expect(source).toMatch(
      /^\/(usr|bin|lib|lib64|sbin|dev\/\w+|etc\/alternatives|etc\/ld\.so\.cache)$/,
    );
    if (kind !== 'ro-bind') expect(source).toMatch(/^\/dev\/(null|zero|full|u?random)$/);
  }
});

test('sources are handed over by file descriptor, in order', () => {
  expect(line).toContain(
    '--ro-bind-data 3 /touchstone/__main__.py --ro-bind-data 4 /touchstone/judge/job.py',
  );
});

test('both places that can be written to are bounded, and the rest is closed', () => {
  expect(line).toContain('--size 16777216 --tmpfs /tmp --size 16777216 --tmpfs /submission');
  for (const folder of ['/proc', '/dev', '/']) expect(line).toContain(`--remount-ro ${folder} `);
  expect(line).toMatch(/--unshare-all .*--clearenv --cap-drop ALL/);
});

test('a Python outside /usr brings its installation along', () => {
  const foreign = bubblewrapArguments({ ...options, python: '/opt/python/bin/python3.12' });
  expect(foreign.join(' ')).toContain('--ro-bind /opt/python /opt/python');
  expect(foreign.slice(-4)).toEqual(['/opt/python/bin/python3.12', '-I', '-B', '/touchstone']);
});
