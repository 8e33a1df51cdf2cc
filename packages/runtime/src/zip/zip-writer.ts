import { once } from 'node:events';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { centralHeader, dataDescriptor, endOfDirectory, full32, localHeader } from './records.ts';
import type { ZipEntry } from './records.ts';
import { Spool } from './spool.ts';

/** Small parts are written together. */
const writtenBytes = 64 * 1024;

/**
 * Writes a zip file from its beginning to its end, to a file or to an HTTP answer, in memory that grows
 * neither with the number of entries nor with their sizes. Calls come one after the other. Names are
 * relative, with `/` between folders, and each is used once: the caller sees to that.
 */
export class ZipWriter {
  readonly #write: (bytes: Uint8Array) => Promise<unknown>;
  readonly #directory = new Spool();
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #offset = 0;
  #entries = 0;

  /** `write` resolves when it can take more. */
  constructor(write: (bytes: Uint8Array) => Promise<unknown>) {
    this.#write = write;
  }

  /** A whole file, which is in memory meanwhile. */
  async add(name: string, content: string, modifiedAt: Date): Promise<void> {
    const bytes = Buffer.from(content, 'utf8');
    const deflated = deflateRawSync(bytes);
    const isDeflated = deflated.length < bytes.length;
    const stored = isDeflated ? deflated : bytes;
    const entry: ZipEntry = {
      ...{ name: Buffer.from(name, 'utf8'), modifiedAt, isDeflated, hasDescriptor: false },
      ...{ crc: crc32(bytes), size: bytes.length, compressedSize: stored.length },
      offset: this.#offset,
    };
    await this.#put(localHeader(entry));
    await this.#put(stored);
    await this.#note(entry);
  }

  /** A file of which only a part is in memory; less than 4 GiB. */
  async addStream(
    name: string,
    content: AsyncIterable<Uint8Array>,
    modifiedAt: Date,
  ): Promise<void> {
    const offset = this.#offset;
    const start = {
      ...{ name: Buffer.from(name, 'utf8'), modifiedAt, isDeflated: true, hasDescriptor: true },
      ...{ crc: 0, size: 0, compressedSize: 0, offset },
    };
    await this.#put(localHeader(start));
    const begun = this.#offset;
    let [crc, size] = [0, 0];
    const deflating = createDeflateRaw();
    const fill = async (): Promise<void> => {
      for await (const bytes of content) {
        crc = crc32(bytes, crc);
        size += bytes.length;
        if (!deflating.write(bytes)) await once(deflating, 'drain');
      }
      deflating.end();
    };
    const filled = fill().catch((error: unknown) => {
      deflating.destroy(error as Error);
    });
    for await (const bytes of deflating) await this.#put(bytes as Buffer);
    await filled;
    const compressedSize = this.#offset - begun;
    if (size >= full32 || compressedSize >= full32) throw new Error(`${name} has 4 GiB or more.`);
    const entry = { ...start, crc, size, compressedSize };
    await this.#put(dataDescriptor(entry));
    await this.#note(entry);
  }

  /** Must be the last call before `close`. */
  async finish(): Promise<void> {
    const offset = this.#offset;
    for await (const bytes of this.#directory.read()) await this.#put(bytes);
    const { size } = this.#directory;
    await this.#put(endOfDirectory({ entries: this.#entries, size, offset }));
    await this.#flush();
  }

  /** Frees what it has used, also after a failure. */
  close(): Promise<void> {
    return this.#directory.close();
  }

  async #note(entry: ZipEntry): Promise<void> {
    this.#entries++;
    await this.#directory.append(centralHeader(entry));
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#offset += bytes.length;
    if (this.#pendingBytes >= writtenBytes) await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    await this.#write(bytes);
  }
}
