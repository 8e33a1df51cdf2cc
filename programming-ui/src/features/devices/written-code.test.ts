import { expect, it } from 'vitest';
import { readWrittenCode } from './written-code.ts';

it('distinguishes device codes from recovery keys, however they are grouped', () => {
  expect(readWrittenCode(' k7qm – 2xpd ')).toEqual({ code: 'k7qm2xpd' });
  const key = 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-23';
  expect(readWrittenCode(key)).toEqual({ recoveryKey: 'ABCDEFGHJKMNPQRSTVWXYZ0123' });
});

it('rejects anything else', () => {
  for (const text of ['', 'K7QM', 'K7QM-2XPDA', 'K7QM-2XP!', 'ä'.repeat(8)]) {
    expect(readWrittenCode(text)).toBeNull();
  }
});
