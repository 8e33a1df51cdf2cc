import { z } from 'zod';
import { FrameDecoder, GarbledError, type DecoderOptions } from '../frame-codec.ts';
import { endedSchema, type StoppedPlace } from '../frames.ts';

/*
 * What a supervisor sends (grader-image/supervisor.py, grading.py): frames, which may announce parts.
 * The parts of an answer to `grade` are the judge's frames, the stack of a program whose time ran out,
 * and in shared mode what bypassed Python's output.
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

const maxPartBytes = 16 * 1024 * 1024;

export const gradedSchema = endedSchema.extend({
  residentBytes: z.int().positive(),
});

export const answerLimits: DecoderOptions = { maxFrameBytes: 1024 * 1024, maxPartBytes };

/** The judge's frames. A last frame that is cut off is dropped; other invalid bytes are garbled. */
export function judgeFrames(report: Buffer): unknown[] {
  try {
    return new FrameDecoder({}).push(report).map(({ frame }) => frame);
  } catch (error) {
    if (error instanceof GarbledError) return [{ kind: 'garbled' }];
    throw error;
  }
}

/**
 * The innermost line of the program in the stack that Python's faulthandler wrote when the time ran out;
 * null if there is none. The program can forge it, so nothing depends on it.
 */
export function stoppedPlace(stack: string, fileNames: readonly string[]): StoppedPlace | null {
  const places = fileNames.flatMap((fileName) => {
    const file = `File "${Buffer.from(fileName).toString('latin1')}", line `;
    const start = stack.indexOf(file);
    if (start < 0) return [];
    const [, number] = /^(\d{1,9}) in /.exec(stack.slice(start + file.length)) ?? [];
    return number === undefined ? [] : [{ start, fileName, line: Number(number) }];
  });
  const [first] = places.toSorted((one, other) => one.start - other.start);
  return first === undefined || first.line === 0
    ? null
    : { fileName: first.fileName, line: first.line };
}
