import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNginxConfiguration } from '@touchstone/servers';
import { expect, it, onTestFinished } from 'vitest';
import type { Check } from './check.ts';
import { checkFiles } from './check-files.ts';
import { checkMachine, checkNode, idsOf } from './check-machine.ts';
import { servicePorts } from './check-services.ts';
import {
  nginxConfiguration,
  secretNames,
  secretsFolder,
  shippedUnits,
  unitFolder,
  unitNames,
} from './places.ts';
import { renderChecks } from './render-checks.ts';

function emptyRoot(): { path: string; write(path: string, text: string, mode?: number): void } {
  const path = mkdtempSync(join(tmpdir(), 'touchstone-root-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return {
    path,
    write(name, text, mode = 0o600) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
      chmodSync(join(path, name), mode);
    },
  };
}

const foundOf = (checks: readonly Check[], name: string) =>
  checks.find((check) => check.name === name)?.found;

it('names what is missing, and is content once all is there', () => {
  const root = emptyRoot();
  const before = checkFiles(root.path);
  for (const name of [...unitNames(), ...secretNames, 'nginx.conf']) {
    expect(foundOf(before, name), name).toEqual(expect.stringMatching(/not installed|not exist/));
  }
  for (const unit of unitNames()) {
    root.write(join(unitFolder, unit), '');
    copyFileSync(join(shippedUnits, unit), join(root.path, unitFolder, unit));
  }
  for (const name of secretNames) root.write(join(secretsFolder, name), 'a secret');
  root.write(nginxConfiguration, 'events {}');
  const after = checkFiles(root.path);
  // Secrets belong to root only where root runs the tests.
  const names = [...unitNames(), 'nginx.conf', ...(process.getuid?.() === 0 ? secretNames : [])];
  for (const name of names) expect(foundOf(after, name), name).toBeNull();
});

it('refuses a changed unit, and secrets that others can read', () => {
  const root = emptyRoot();
  const [unit = ''] = unitNames();
  const [secret = ''] = secretNames;
  root.write(join(unitFolder, unit), '[Unit]\n');
  root.write(join(secretsFolder, secret), 'a secret', 0o644);
  const checks = checkFiles(root.path);
  expect(foundOf(checks, unit)).toContain('differs');
  expect(foundOf(checks, secret)).toContain('mode 644');
});

it('knows users and settings of the kernel that forbid namespaces', () => {
  const root = emptyRoot();
  root.write('etc/passwd', 'root:x:0:0::/root:/bin/sh\ntouchstone-api:x:990:991::/:/bin/false\n');
  root.write('proc/sys/kernel/unprivileged_userns_clone', '0\n');
  const checks = checkMachine(root.path);
  expect(idsOf('touchstone-api', root.path)).toEqual({ uid: 990, gid: 991 });
  expect(foundOf(checks, 'touchstone-api')).toBeNull();
  expect(foundOf(checks, 'touchstone-grader')).toBe('there is no such user');
  expect(foundOf(checks, 'kernel.unprivileged_userns_clone')).toBe('it is 0');
  expect(foundOf(checks, 'user.max_user_namespaces')).toBeNull();
});

it.each([
  ['20.18.3', 'this is 20.18.3'],
  ['18.20.4', 'this is 18.20.4'],
  ['20.19.0', null],
  ['24.0.0', null],
])('Node.js %s: %s', (version, found) => {
  expect(checkNode(version).found).toBe(found);
});

it('finds the services in nginx’s configuration', () => {
  const ports = { port: 7800, uiPort: 7805, apiPorts: [7801, 7802], graderPorts: [7811] };
  expect(servicePorts(createNginxConfiguration(ports)).map(({ unit }) => unit)).toEqual([
    ...['touchstone-api@7801', 'touchstone-api@7802', 'touchstone-grader@7811'],
  ]);
});

it('says what to do', () => {
  const lines = renderChecks([
    { name: 'one', found: null, remedy: null },
    { name: 'two', found: 'it is 0', remedy: 'make it 1' },
  ]);
  expect(lines).toEqual([
    ...['ok       one', 'missing  two: it is 0', '         to do: make it 1'],
    ...['', '1 of 2 checks failed.'],
  ]);
});
