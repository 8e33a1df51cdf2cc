import { createHash } from 'node:crypto';
import type { GradingBundle } from '@touchstone/contracts';

/**
 * SHA-256, in hex, of the bundle's canonical JSON: keys sorted, no white space. Equal bundles
 * have equal hashes, however their objects were made.
 */
export const hashBundle = (bundle: GradingBundle): string =>
  createHash('sha256').update(JSON.stringify(bundle, sortKeys)).digest('hex');

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const byKey = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
  return Object.fromEntries(Object.entries(value).sort(byKey));
}
