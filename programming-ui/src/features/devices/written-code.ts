import type { NewSession } from '@touchstone/contracts';

/** A device code has 8 signs, a recovery key 26, however they are grouped; null for anything else. */
export function readWrittenCode(text: string): NewSession | null {
  const signs = text.replaceAll(/[\s\p{Dash_Punctuation}]/gu, '');
  if (!/^[0-9a-z]+$/i.test(signs)) return null;
  if (signs.length === 8) return { code: signs };
  return signs.length === 26 ? { recoveryKey: signs } : null;
}
