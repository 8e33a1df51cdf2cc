import { maxCodeBytes } from '@touchstone/contracts';
import { ProblemError } from './problems.ts';

/** @throws ProblemError 413 when the program is too large */
export function assertCodeSize(code: string): void {
  if (Buffer.byteLength(code) <= maxCodeBytes) return;
  throw new ProblemError('too-large', {
    detail: `A program may have at most ${maxCodeBytes} bytes in UTF-8.`,
  });
}
