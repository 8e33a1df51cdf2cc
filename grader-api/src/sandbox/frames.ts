import { outcomes, testResultSchema, usageSchema, verdicts } from '@touchstone/contracts';
import { z } from 'zod';

/**
 * What a judge says (judge/job.py), each frame being four bytes of length, big-endian, and that
 * many bytes of JSON. Student code may have had a hand in any of them, but not in `ready`, `probed`
 * and `ended`, which the process that watches over it says (grader-image/supervisor.py).
 */
const plannedTestSchema = testResultSchema.pick({
  name: true,
  title: true,
  points: true,
  hint: true,
  hidden: true,
});
export type PlannedTest = z.infer<typeof plannedTestSchema>;

const testsMax = 2_000;

const line = z.int().positive();

/**
 * What the judge saw of the tests while the model solution was graded; the sentences are for a
 * teacher (judge/observe/).
 */
const observedSchema = z.strictObject({
  kind: z.literal('observed'),
  /** Where each test is written. */
  places: z.array(z.strictObject({ name: z.string(), fileName: z.string(), line })).default([]),
  /** What each test that did not pass ended with; one name may come more than once. */
  failures: z
    .array(
      z.strictObject({
        name: z.string(),
        fileName: z.string().nullable(),
        line: line.nullable(),
        words: z.string(),
      }),
    )
    .default([]),
  remarks: z
    .array(
      z.strictObject({
        ...{ fileName: z.string(), line, fault: z.boolean(), message: z.string() },
        /** The name of a test of which it says so. */
        assertsNothing: z.string().nullable(),
      }),
    )
    .default([]),
  /** Why the tests can't be run; `case` counts from 1. */
  broken: z
    .strictObject({
      fileName: z.string(),
      line: line.nullable(),
      case: z.int().nullable(),
      message: z.string(),
    })
    .nullable()
    .default(null),
});
export type Observed = Omit<z.infer<typeof observedSchema>, 'kind'>;

export const frameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plan'), tests: z.array(plannedTestSchema).max(testsMax) }),
  z.strictObject({ kind: z.literal('started'), name: z.string() }),
  z.strictObject({
    kind: z.literal('test'),
    result: testResultSchema.extend({ outcome: z.enum(outcomes) }),
  }),
  z.strictObject({ kind: z.literal('output'), text: z.string() }),
  z.strictObject({
    kind: z.literal('verdict'),
    verdict: z.enum(verdicts).exclude(['timeout']),
    message: z.string(),
  }),
  z.strictObject({
    kind: z.literal('record'),
    record: z.strictObject({
      tests: z.array(z.string()).max(testsMax),
      uses: z.record(z.string(), z.array(z.string())),
    }),
  }),
  observedSchema,
]);
export type Frame = z.infer<typeof frameSchema>;

export const endings = [
  'verdict',
  'exited',
  'cpu',
  'wall',
  'memory',
  'output',
  'judge',
  'garbled',
] as const;

/**
 * The supervisor's word on how a grading ended; `status` is minus the signal for a killed process.
 * At `judge` the tests ran into limits of their own. `busyMs` is for how long the program computed,
 * or waited for a core to compute on; null where nobody measured it. `line` is where the program
 * says it was when its time ran out.
 */
export const endedSchema = z.object({
  kind: z.literal('ended'),
  ending: z.enum(endings),
  status: z.int().nullable(),
  ...usageSchema.shape,
  busyMs: z.number().nonnegative().nullable().default(null),
  line: line.nullable().default(null),
  /** What had been used when the first hidden test began; null when none did. */
  visible: usageSchema.nullable(),
});
export type Ended = z.infer<typeof endedSchema>;

const kindSchema = z.object({ kind: z.string() });

/** A frame's kind, null for what is no frame. */
export function kindOf(frame: unknown): string | null {
  const parsed = kindSchema.safeParse(frame);
  return parsed.success ? parsed.data.kind : null;
}

export type NotedRecord = Extract<Frame, { kind: 'record' }>['record'];

/** What the judge noted while recording, null when it noted nothing. */
export function recordIn(frames: readonly unknown[]): NotedRecord | null {
  for (const frame of frames) {
    const parsed = frameSchema.safeParse(frame);
    if (parsed.data?.kind === 'record') return parsed.data.record;
  }
  return null;
}

/** All that the judge observed, which is nothing when the grading was cut short before. */
export function observedIn(frames: readonly unknown[]): Observed {
  const found: Observed = { places: [], failures: [], remarks: [], broken: null };
  for (const frame of frames) {
    const parsed = observedSchema.safeParse(frame);
    if (!parsed.success) continue;
    found.places.push(...parsed.data.places);
    found.failures.push(...parsed.data.failures);
    found.remarks.push(...parsed.data.remarks);
    found.broken ??= parsed.data.broken;
  }
  return found;
}

const headBytes = 4;

export function encodeFrame(frame: object): Buffer {
  const content = Buffer.from(JSON.stringify(frame));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(content.length);
  return Buffer.concat([head, content]);
}

/** The bytes are no frames, or more of them than there may be. */
export class GarbledError extends Error {
  override readonly name = 'GarbledError';
}

/** Makes frames of bytes as they come; takes `maxBytes` of them and no more. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  #leftBytes: number;

  constructor(maxBytes: number) {
    this.#leftBytes = maxBytes;
  }

  /** The frames completed by these bytes; throws a GarbledError. */
  push(chunk: Buffer): unknown[] {
    this.#leftBytes -= chunk.length;
    if (this.#leftBytes < 0) throw new GarbledError('more was answered than there may be');
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    const frames: unknown[] = [];
    for (;;) {
      const frame = this.#next();
      if (frame === undefined) return frames;
      frames.push(frame);
    }
  }

  #next(): unknown {
    if (this.#heldBytes < headBytes) return undefined;
    const end = headBytes + this.#joined(headBytes).readUInt32BE();
    if (this.#heldBytes < end) return undefined;
    const joined = this.#joined(end);
    this.#chunks = [joined.subarray(end)];
    this.#heldBytes -= end;
    try {
      return JSON.parse(joined.toString('utf8', headBytes, end)) as unknown;
    } catch (cause) {
      throw new GarbledError('a frame that is not JSON', { cause });
    }
  }

  /** At least so many bytes in one piece; a long frame is joined once, when it is whole. */
  #joined(bytes: number): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= bytes) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
