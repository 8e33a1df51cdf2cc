import { maxCodeBytes } from '@touchstone/contracts';

/** Code that the server would refuse. */
export type CodeFault = 'too-large' | 'nul-character' | 'lone-surrogate';

export function findCodeFault(code: string): CodeFault | null {
  if (new TextEncoder().encode(code).byteLength > maxCodeBytes) return 'too-large';
  if (code.includes('\0')) return 'nul-character';
  return code.isWellFormed() ? null : 'lone-surrogate';
}
