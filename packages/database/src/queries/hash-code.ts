import { createHash, type Hash } from 'node:crypto';
import { sourceFiles, type StoredProgram } from '@touchstone/contracts';

/** No program of one file starts with it, since none has a NUL. */
const severalFiles = 'files\0';

/**
 * SHA-256 of a program; does not depend on its line endings (CR LF, CR or LF). Of several files it is that
 * of their names and texts in order, each after its length, so that no two programs have the same input.
 */
export function hashCode({ code, fileName = '', otherFiles }: StoredProgram): Buffer {
  const hash = createHash('sha256');
  if (otherFiles === undefined) return hash.update(withLineFeeds(code)).digest();
  hash.update(severalFiles);
  for (const { name, code: text } of sourceFiles({ code, otherFiles }, fileName)) {
    addWithLength(hash, name);
    addWithLength(hash, withLineFeeds(text));
  }
  return hash.digest();
}

const withLineFeeds = (code: string): string => code.replaceAll(/\r\n?/g, '\n');

function addWithLength(hash: Hash, text: string): void {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes.length));
  hash.update(length).update(bytes);
}
