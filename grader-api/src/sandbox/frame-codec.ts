import { z } from 'zod';

/** A frame, and the bytes that followed it as the parts that it announced. */
export interface ReceivedFrame {
  readonly frame: unknown;
  readonly parts: readonly Buffer[];
}

const headBytes = 4;

/** A frame is four bytes of length, big-endian, and that many bytes of JSON. */
export function encodeFrame(frame: object): Buffer {
  const content = Buffer.from(JSON.stringify(frame));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(content.length);
  return Buffer.concat([head, content]);
}

const kindSchema = z.object({ kind: z.string() });

/** A frame's kind; null for a value that is not a frame. */
export function kindOf(frame: unknown): string | null {
  const parsed = kindSchema.safeParse(frame);
  return parsed.success ? parsed.data.kind : null;
}

/** The bytes are not frames, or exceed a limit. */
export class GarbledError extends Error {
  override readonly name = 'GarbledError';
}

export interface DecoderOptions {
  /** Of all frames and parts together; unlimited by default. */
  readonly maxBytes?: number;
  /** Of one frame, parts apart; unlimited by default. */
  readonly maxFrameBytes?: number;
  /**
   * Of one part. When set, a frame may announce up to three `parts`: the number of bytes of each,
   * which follow the frame.
   */
  readonly maxPartBytes?: number;
}

const maxParts = 3;

/** Decodes frames from bytes as they arrive. */
export class FrameDecoder {
  readonly #maxFrameBytes: number;
  readonly #partedSchema: z.ZodType<{ parts: number[] }> | null;
  #remainingBytes: number;
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  /** How many buffered bytes it takes to go on. */
  #neededBytes = headBytes;

  constructor({ maxBytes = Infinity, maxFrameBytes = Infinity, maxPartBytes }: DecoderOptions) {
    this.#remainingBytes = maxBytes;
    this.#maxFrameBytes = maxFrameBytes;
    this.#partedSchema =
      maxPartBytes === undefined
        ? null
        : z.object({
            parts: z.array(z.int().min(0).max(maxPartBytes)).max(maxParts).default([]),
          });
  }

  /** The frames that these bytes complete. @throws {GarbledError} */
  push(chunk: Buffer): ReceivedFrame[] {
    this.#remainingBytes -= chunk.length;
    if (this.#remainingBytes < 0) throw new GarbledError('more bytes than allowed');
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    const frames: ReceivedFrame[] = [];
    while (this.#bufferedBytes >= this.#neededBytes) {
      const frame = this.#next();
      if (frame !== null) frames.push(frame);
    }
    return frames;
  }

  /** Null when more bytes are needed. */
  #next(): ReceivedFrame | null {
    const bytes = this.#join();
    const frameEnd = headBytes + bytes.readUInt32BE();
    if (frameEnd > this.#maxFrameBytes) throw new GarbledError('a frame longer than allowed');
    if (bytes.length < frameEnd) return this.#waitFor(frameEnd);
    const frame = parse(bytes.toString('utf8', headBytes, frameEnd));
    const sizes = this.#partSizes(frame);
    const end = sizes.reduce((sum, size) => sum + size, frameEnd);
    if (bytes.length < end) return this.#waitFor(end);
    let start = frameEnd;
    const parts = sizes.map((size) => bytes.subarray(start, (start += size)));
    this.#chunks = end === bytes.length ? [] : [bytes.subarray(end)];
    this.#bufferedBytes -= end;
    this.#neededBytes = headBytes;
    return { frame, parts };
  }

  #waitFor(bytes: number): null {
    this.#neededBytes = bytes;
    return null;
  }

  /** Called only once enough is buffered, so that a long frame is not copied with every chunk. */
  #join(): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #partSizes(frame: unknown): number[] {
    if (this.#partedSchema === null) return [];
    const parsed = this.#partedSchema.safeParse(frame);
    if (parsed.success) return parsed.data.parts;
    throw new GarbledError('a frame with invalid parts', { cause: parsed.error });
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch (cause) {
    throw new GarbledError('a frame that is not JSON', { cause });
  }
}
