import { createHash } from 'node:crypto';

/** SHA-256 of a program, the same whichever line ends (CR LF, CR or LF) it has. */
export const hashCode = (code: string): Buffer =>
  createHash('sha256').update(code.replaceAll(/\r\n?/g, '\n')).digest();
