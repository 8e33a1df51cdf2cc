import { expect, test } from 'vitest';
import { isInstalled } from './packages.mjs';

const kysely = { version: '0.28.18', integrity: 'sha512-a' };
const forMac = { version: '2.3.3', integrity: 'sha512-b', optional: true };
const locked = {
  '': { version: '0.1.0' },
  cli: { version: '0.1.0' },
  'node_modules/@touchstone/cli': { link: true },
  'node_modules/kysely': kysely,
  'node_modules/fsevents': forMac,
};
const installed = {
  'node_modules/@touchstone/cli': { link: true },
  'node_modules/kysely': kysely,
};

test('the packages are installed even without those of other systems', () => {
  expect(isInstalled(locked, installed)).toBe(true);
});

test('the packages are not installed when nothing is', () => {
  expect(isInstalled(locked, null)).toBe(false);
});

test('the packages are not installed when one has another version, is missing or superfluous', () => {
  const older = { ...kysely, version: '0.28.17' };
  expect(isInstalled(locked, { ...installed, 'node_modules/kysely': older })).toBe(false);
  expect(isInstalled(locked, { 'node_modules/kysely': kysely })).toBe(false);
  expect(isInstalled(locked, { ...installed, 'node_modules/gone': kysely })).toBe(false);
});
