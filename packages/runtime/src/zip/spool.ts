import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is kept in memory; more is in a file. */
const maxBytesInMemory = 256 * 1024;
const chunkBytes = 64 * 1024;

/**
 * Bytes that are read when all of them are there. Many of them are in a temporary file that only this
 * process can open, since it has no name any more.
 */
export class Spool {
  #recent: Uint8Array[] = [];
  #recentBytes = 0;
  #size = 0;
  #file: FileHandle | null = null;

  get size(): number {
    return this.#size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#recent.push(bytes);
    this.#recentBytes += bytes.length;
    this.#size += bytes.length;
    if (this.#recentBytes > maxBytesInMemory) await this.#flush();
  }

  async *read(): AsyncGenerator<Uint8Array> {
    const inFile = this.#size - this.#recentBytes;
    for (let position = 0; position < inFile;) {
      const length = Math.min(chunkBytes, inFile - position);
      const { buffer, bytesRead } = (await this.#file?.read({
        buffer: Buffer.allocUnsafe(length),
        position,
      })) ?? { buffer: Buffer.alloc(0), bytesRead: 0 };
      if (bytesRead === 0) throw new Error('A temporary file has become shorter.');
      yield buffer.subarray(0, bytesRead);
      position += bytesRead;
    }
    yield Buffer.concat(this.#recent);
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  async #flush(): Promise<void> {
    this.#file ??= await openNameless();
    await this.#file.appendFile(Buffer.concat(this.#recent));
    this.#recent = [];
    this.#recentBytes = 0;
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `touchstone-${randomUUID()}`);
  const file = await open(path, 'ax+', 0o600);
  await rm(path);
  return file;
}
