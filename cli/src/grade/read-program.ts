import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { maxCodeBytes, programBytes, type Program, type SourceFile } from '@touchstone/contracts';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { programOf } from '../course/program-file.ts';

/** A program that could be submitted, or why it is none. */
export type ReadProgram = Program | { fault: string };

const reasons: Partial<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is a file, not a folder',
};

/** Reads a program with the limits of the API: UTF-8, no NUL, at most 65,536 bytes. */
export async function readProgram(path: string): Promise<{ code: string } | { fault: string }> {
  let bytes: Buffer;
  try {
    bytes = await readStart(path, maxCodeBytes + 1);
  } catch (error) {
    return { fault: `can't be read: ${reasonOf(error)}` };
  }
  if (bytes.length > maxCodeBytes) return { fault: `is larger than ${maxCodeBytes} bytes` };
  if (bytes.includes(0)) return { fault: 'contains a NUL character' };
  try {
    return { code: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { fault: 'is not UTF-8 text' };
  }
}

const reasonOf = (error: unknown): string => reasons[errorCode(error) ?? ''] ?? messageOf(error);

/** Reads a program of several files, which are in a folder. Other files there don't count. */
export async function readProgramFolder(
  path: string,
  names: readonly string[],
): Promise<ReadProgram> {
  const wanted = listed(names, 'and');
  let entries: string[];
  try {
    entries = await readdir(path);
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return { fault: `is a file; give a folder with ${wanted}` };
    return { fault: `can't be read: ${reasonOf(error).replace('no such file', 'no such folder')}` };
  }
  const missing = names.filter((name) => !entries.includes(name));
  if (missing.length > 0) {
    return { fault: `has no ${listed(missing, 'or')}; a program here is a folder with ${wanted}` };
  }
  const files: SourceFile[] = [];
  for (const name of names) {
    const read = await readProgram(join(path, name));
    if ('fault' in read) return { fault: `can't be graded: ${name} in it ${read.fault}` };
    files.push({ name, code: read.code });
  }
  const program = programOf(files);
  return programBytes(program) > maxCodeBytes
    ? { fault: `is larger than ${maxCodeBytes} bytes, ${wanted} together` }
    : program;
}

/** `main.py, shapes.py and tools.py` */
const listed = (names: readonly string[], word: 'and' | 'or'): string =>
  names.length === 1
    ? names.join()
    : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}`;

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
