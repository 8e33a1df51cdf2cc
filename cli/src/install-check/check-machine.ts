import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgresProgram, findProgram, MissingProgramError } from '@touchstone/servers';
import { checkOf, well, wrong, type Check } from './check.ts';
import { users } from './places.ts';

/** Where the units expect Node.js. */
const nodePath = '/usr/bin/node';
const oldestNode = [20, 19] as const;

const programs = [
  ['bwrap', 'bubblewrap'],
  ['python3', 'python3'],
  ['nginx', 'nginx'],
  ['redis-cli', 'redis-tools'],
] as const;

/** Programs, users and the kernel's settings, below `root`. */
export const checkMachine = (root = '/'): Check[] => [
  checkNode(process.versions.node),
  checkOf('node', existsSync(nodePath) ? null : `there is no ${nodePath}`, 'install Node.js there'),
  ...programs.map(([program, debianPackage]) =>
    checkProgram(program, () => findProgram(program, debianPackage)),
  ),
  checkProgram('psql', () => findPostgresProgram('psql')),
  ...Object.values(users).map((user) => checkUser(root, user)),
  ...checkNamespaces(root),
];

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  return checkOf(
    'Node.js',
    isOld ? `this is ${version}` : null,
    `install Node.js ${oldestNode.join('.')} or newer`,
  );
}

function checkProgram(name: string, find: () => string): Check {
  try {
    find();
    return well(name);
  } catch (error) {
    if (!(error instanceof MissingProgramError)) throw error;
    return wrong(name, 'it is not installed', `apt-get install ${error.debianPackage}`);
  }
}

/** User and group ids of a user below `root`; null if there is none. */
export function idsOf(user: string, root = '/'): { uid: number; gid: number } | null {
  const line = (read(join(root, 'etc/passwd')) ?? '')
    .split('\n')
    .find((one) => one.startsWith(`${user}:`));
  if (line === undefined) return null;
  const [, , uid, gid] = line.split(':').map(Number);
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

const checkUser = (root: string, user: string): Check =>
  checkOf(
    user,
    idsOf(user, root) === null ? 'there is no such user' : null,
    'install -D -m 644 deploy/systemd/sysusers.conf /etc/sysusers.d/touchstone.conf, then systemd-sysusers',
  );

/** Settings that forbid ordinary users to make namespaces; a kernel without a setting allows it. */
const namespaceSettings = [
  ['user/max_user_namespaces', (value: string) => value === '0', '10000'],
  ['kernel/unprivileged_userns_clone', (value: string) => value === '0', '1'],
  ['kernel/apparmor_restrict_unprivileged_userns', (value: string) => value === '1', '0'],
] as const;

const checkNamespaces = (root: string): Check[] =>
  namespaceSettings.map(([setting, forbids, wanted]) => {
    const name = setting.replace('/', '.');
    const value = read(join(root, 'proc/sys', setting))?.trim();
    return checkOf(
      name,
      value !== undefined && forbids(value) ? `it is ${value}` : null,
      `sysctl --write ${name}=${wanted}, and the same line in /etc/sysctl.d/touchstone.conf`,
    );
  });

function read(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
