import { z } from 'zod';
import { endedSchema, FrameDecoder, GarbledError } from '../frames.ts';

/**
 * What a supervisor says (grader-image/supervisor.py, grading.py). A frame may announce `parts`, so
 * many bytes of each, which follow it.
 */
export const readySchema = z.object({
  kind: z.literal('ready'),
  python: z.string(),
  implementation: z.string(),
  residentBytes: z.int().positive(),
  limitedBy: z.enum(['cgroups', 'rlimits']),
  cgroupRefusal: z.string().nullable(),
});

export const probedSchema = z.object({
  kind: z.literal('probed'),
  probes: z.array(
    z.object({
      name: z.string(),
      tried: z.string(),
      found: z.string().nullable(),
      remedy: z.string().nullable(),
    }),
  ),
});

const partsMaxBytes = 16 * 1024 * 1024;

export const gradedSchema = endedSchema.extend({
  residentBytes: z.int().positive(),
  /** The judge's frames, and in shared mode what was printed past Python. */
  parts: z.array(z.int().min(0).max(partsMaxBytes)).max(3),
});

export interface Answer {
  readonly frame: unknown;
  readonly parts: readonly Buffer[];
}

const partedSchema = z.object({ parts: gradedSchema.shape.parts.default([]) });
const headBytes = 4;
const frameMaxBytes = 1024 * 1024;

/** Makes answers of bytes as they come. */
export class AnswerReader {
  #held: Buffer = Buffer.alloc(0);
  #needed = headBytes;

  /** The answers completed by these bytes; throws a GarbledError. */
  push(chunk: Buffer): Answer[] {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const answers: Answer[] = [];
    while (this.#held.length >= this.#needed) {
      const answer = this.#next();
      if (answer !== null) answers.push(answer);
    }
    return answers;
  }

  /** Null when more bytes are needed: `#needed` says how many there must be. */
  #next(): Answer | null {
    const frameEnd = headBytes + this.#held.readUInt32BE();
    if (frameEnd > frameMaxBytes) throw new GarbledError('a frame that is too long');
    if (this.#held.length < frameEnd) return this.#wait(frameEnd);
    const frame = parse(this.#held.subarray(headBytes, frameEnd));
    const sizes = partsOf(frame);
    const end = sizes.reduce((sum, size) => sum + size, frameEnd);
    if (this.#held.length < end) return this.#wait(end);
    let start = frameEnd;
    const parts = sizes.map((size) => this.#held.subarray(start, (start += size)));
    this.#held = this.#held.subarray(end);
    this.#needed = headBytes;
    return { frame, parts };
  }

  #wait(bytes: number): null {
    this.#needed = bytes;
    return null;
  }
}

function partsOf(frame: unknown): number[] {
  const parted = partedSchema.safeParse(frame);
  if (!parted.success) throw new GarbledError('a frame with odd parts', { cause: parted.error });
  return parted.data.parts;
}

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString()) as unknown;
  } catch (cause) {
    throw new GarbledError('a frame that is not JSON', { cause });
  }
}

/** The judge's frames. The last may be cut off, by its end; whatever else is no frame is garbled. */
export function judgeFrames(report: Buffer): unknown[] {
  try {
    return new FrameDecoder(report.length).push(report);
  } catch (error) {
    if (error instanceof GarbledError) return [{ kind: 'garbled' }];
    throw error;
  }
}
