import { codeMaxBytes } from '@touchstone/contracts';
import { ProblemError } from './problems.ts';

/** @throws ProblemError 413 when the program is too large */
export function demandSize(code: string): void {
  if (Buffer.byteLength(code) <= codeMaxBytes) return;
  throw new ProblemError('too-large', {
    detail: `A program may have ${codeMaxBytes} bytes in UTF-8.`,
  });
}
