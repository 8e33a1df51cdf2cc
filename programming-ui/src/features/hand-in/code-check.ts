import { codeMaxBytes } from '@touchstone/contracts';

/** What the server would refuse, found without asking it. */
export type CodeFault = 'too-large' | 'nul-character' | 'lone-surrogate';

export function findCodeFault(code: string): CodeFault | null {
  if (new TextEncoder().encode(code).byteLength > codeMaxBytes) return 'too-large';
  if (code.includes('\0')) return 'nul-character';
  return code.isWellFormed() ? null : 'lone-surrogate';
}
