import { expect, test } from 'vitest';
import { hashWrittenCode, newWrittenCode } from './written-code.ts';

test('a code comes in groups of four, and no two are alike', () => {
  expect(newWrittenCode(8)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(newWrittenCode(26)).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}$/);
  expect(new Set(Array.from({ length: 200 }, () => newWrittenCode(8))).size).toBe(200);
});

test('it is the same however a person writes it', () => {
  const code = hashWrittenCode('01AB-1XYZ');
  for (const written of ['01ab1xyz', ' O1AB – IXYZ', 'o1ab-lxyz', '01 AB 1X YZ']) {
    expect(hashWrittenCode(written)).toEqual(code);
  }
  expect(hashWrittenCode('01AB-1XYY')).not.toEqual(code);
});
