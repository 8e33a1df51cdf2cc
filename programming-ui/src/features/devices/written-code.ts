import type { NewSession } from '@touchstone/contracts';

/** A device code has 8 characters, a recovery key 26, however they are grouped; null for anything else. */
export function readWrittenCode(text: string): NewSession | null {
  const characters = text.replaceAll(/[\s\p{Dash_Punctuation}]/gu, '');
  if (!/^[0-9a-z]+$/i.test(characters)) return null;
  if (characters.length === 8) return { code: characters };
  return characters.length === 26 ? { recoveryKey: characters } : null;
}
