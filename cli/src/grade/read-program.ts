import { open } from 'node:fs/promises';
import { maxCodeBytes } from '@touchstone/contracts';
import { errorCode, messageOf } from '@touchstone/runtime/errors';

/** A program that could be submitted, or why the file is not one. */
export type ProgramFile = { code: string } | { fault: string };

const reasons: Partial<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is a file, not a folder',
};

/** Reads a program with the limits of the API: UTF-8, no NUL, at most 65,536 bytes. */
export async function readProgram(path: string): Promise<ProgramFile> {
  let bytes: Buffer;
  try {
    bytes = await readStart(path, maxCodeBytes + 1);
  } catch (error) {
    return { fault: `can't be read: ${reasons[errorCode(error) ?? ''] ?? messageOf(error)}` };
  }
  if (bytes.length > maxCodeBytes) return { fault: `is larger than ${maxCodeBytes} bytes` };
  if (bytes.includes(0)) return { fault: 'contains a NUL character' };
  try {
    return { code: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { fault: 'is not UTF-8 text' };
  }
}

/** Reads only the first bytes of a file, so that /dev/zero is refused quickly. */
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
