import { open } from 'node:fs/promises';
import { codeMaxBytes } from '@touchstone/contracts';
import { errorCode, messageOf } from '../command-error.ts';

/** A program as it may be handed in, or why this file can't be one. */
export type ProgramFile = { code: string } | { fault: string };

const reasons: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is a file, not a folder',
};

/** Reads a program and holds it to what the API accepts: UTF-8, no NUL, at most 65,536 bytes. */
export async function readProgram(path: string): Promise<ProgramFile> {
  let bytes: Buffer;
  try {
    bytes = await readStart(path, codeMaxBytes + 1);
  } catch (error) {
    return { fault: `can't be read: ${reasons[errorCode(error) ?? ''] ?? messageOf(error)}` };
  }
  if (bytes.length > codeMaxBytes) return { fault: `is larger than ${codeMaxBytes} bytes` };
  if (bytes.includes(0)) return { fault: 'contains a NUL character' };
  try {
    return { code: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { fault: 'is not UTF-8 text' };
  }
}

/** The first bytes of a file, so that /dev/zero is as quick to refuse as any other. */
async function readStart(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(maxBytes);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, maxBytes - length);
      length += bytesRead;
      if (bytesRead === 0 || length === maxBytes) return buffer.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}
