import { createHash } from 'node:crypto';

/** SHA-256 of a program; does not depend on its line endings (CR LF, CR or LF). */
export const hashCode = (code: string): Buffer =>
  createHash('sha256').update(code.replaceAll(/\r\n?/g, '\n')).digest();
