import { expect, test } from 'vitest';
import { cgroupFolder } from './own-cgroup.ts';

const mount = (root: string, folder: string, type = 'cgroup2') =>
  `30 24 0:26 ${root} ${folder} rw,nosuid shared:9 - ${type} ${type} rw,nsdelegate`;

test('a cgroup is below the mount of the unified hierarchy', () => {
  const mounts = `${mount('/', '/proc', 'proc')}\n${mount('/', '/sys/fs/cgroup')}\n`;
  expect(cgroupFolder('0::/system.slice/touchstone.service\n', mounts)).toBe(
    '/sys/fs/cgroup/system.slice/touchstone.service',
  );
  expect(cgroupFolder('0::/\n', mounts)).toBe('/sys/fs/cgroup');
});

test('the unified hierarchy is found beside mounts of version 1', () => {
  const mounts = `${mount('/', '/sys/fs/cgroup/memory', 'cgroup')}\n${mount('/', '/sys/fs/cgroup/unified')}\n`;
  expect(cgroupFolder('4:memory:/a\n0::/b\n', mounts)).toBe('/sys/fs/cgroup/unified/b');
  expect(cgroupFolder('4:memory:/a\n', mounts)).toBeNull();
});

test('a mount of a part of the hierarchy shows only what is below it', () => {
  const mounts = mount('/docker/1', '/mnt/a\\040b');
  expect(cgroupFolder('0::/docker/1/c\n', mounts)).toBe('/mnt/a b/c');
  expect(cgroupFolder('0::/docker\n', mounts)).toBeNull();
  expect(cgroupFolder('0::/../..\n', mount('/', '/sys/fs/cgroup'))).toBeNull();
});

test('without a mount there is no cgroup', () => {
  expect(cgroupFolder('0::/\n', mount('/', '/', 'ext4'))).toBeNull();
});
