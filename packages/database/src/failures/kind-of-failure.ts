import { createHash } from 'node:crypto';
import type { Result } from '@touchstone/contracts';
import { firstFailing, normalMessage, normalOutput } from './normal-message.ts';
import { skeletonOf } from './skeleton.ts';

/** What failures have in common that are probably the same mistake. */
export interface KindOfFailure {
  /** A hash of the test, the message and the program's shape. */
  readonly kind: Buffer;
  /** The name of the first test that did not pass; the verdict if none ran. */
  readonly test: string;
  /** Without numbers, values and names. */
  readonly message: string;
}

/** Null for a program that passed, and for our own faults. */
export function kindOfFailure(
  result: Pick<Result, 'verdict' | 'tests' | 'output'>,
  code: string,
): KindOfFailure | null {
  const { verdict } = result;
  if (verdict === 'passed' || verdict === 'internal-error') return null;
  const failing = firstFailing(result);
  const test = failing?.name ?? verdict;
  const message = failing === null ? normalOutput(result.output) : normalMessage(failing);
  const kind = createHash('sha256')
    .update(JSON.stringify([test, message, skeletonOf(code, failing?.call ?? null)]))
    .digest()
    .subarray(0, 12);
  return { kind, test, message };
}
