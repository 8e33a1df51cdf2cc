import { createHash } from 'node:crypto';
import type { GradingBundle, MadeBy, Program } from '@touchstone/contracts';

/**
 * SHA-256, in hex, of the bundle's canonical JSON: keys sorted, no white space. Equal bundles
 * have equal hashes, however their objects were made.
 */
export const hashBundle = (bundle: GradingBundle): string => sha256(canonicalJson(bundle));

/**
 * The key of the record that belongs to a bundle: SHA-256, in hex, of the canonical JSON of the
 * bundle with no record in it, the model solution's files as SHA-256 and the versions of judge and Python.
 * Whatever a record depends on changes its key.
 */
export function recordKey(made: {
  bundle: GradingBundle;
  solution: Program;
  madeBy: MadeBy;
}): string {
  const { madeBy, solution } = made;
  const bundle = { ...made.bundle, record: null };
  const others = solution.otherFiles?.map(({ name, code }) => [name, sha256(code)]);
  const parts = { solution: sha256(solution.code), ...(others && { otherFiles: others }) };
  return sha256(canonicalJson({ bundle, ...parts, madeBy }));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const canonicalJson = (value: object): string => JSON.stringify(value, sortKeys);

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const byKey = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
  return Object.fromEntries(Object.entries(value).sort(byKey));
}
