import { maxCodeBytes } from '@touchstone/contracts';
import type { CallProgram } from '../program/program.ts';

/** A program that the server would refuse. */
export type CodeFault =
  | { readonly kind: 'too-large' | 'nul-character' | 'lone-surrogate' }
  /** Several files; `bytes` in all. */
  | { readonly kind: 'too-large-together'; readonly bytes: number };

export function findCodeFault({ code = '', files }: CallProgram): CodeFault | null {
  const texts = files?.map((file) => file.code) ?? [code];
  const bytes = new TextEncoder().encode(texts.join('')).byteLength;
  if (bytes > maxCodeBytes)
    return files === undefined ? { kind: 'too-large' } : { kind: 'too-large-together', bytes };
  if (texts.some((text) => text.includes('\0'))) return { kind: 'nul-character' };
  return texts.every((text) => text.isWellFormed()) ? null : { kind: 'lone-surrogate' };
}
