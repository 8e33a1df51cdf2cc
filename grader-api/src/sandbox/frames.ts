import { outcomes, testResultSchema, usageSchema, verdicts } from '@touchstone/contracts';
import { z } from 'zod';

/*
 * The frames of a grading. Those of the judge (judge/common/job.py) may have been forged by student code, but
 * not `ready`, `probed` and `ended`, which come from the supervisor (grader-image/supervisor.py).
 */

const plannedTestSchema = testResultSchema.pick({
  name: true,
  title: true,
  points: true,
  hint: true,
  hidden: true,
});
export type PlannedTest = z.infer<typeof plannedTestSchema>;

const maxTests = 2_000;

const line = z.int().positive();

/** What the judge observed of the tests during the model solution's run (judge/observe/), for teachers. */
const observedSchema = z.strictObject({
  kind: z.literal('observed'),
  /** Where each test is defined. */
  places: z.array(z.strictObject({ name: z.string(), fileName: z.string(), line })).default([]),
  /** The error of each test that did not pass; a name may occur more than once. */
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
        fileName: z.string(),
        line,
        fault: z.boolean(),
        message: z.string(),
        /** The name of the test, if the remark is that it asserts nothing. */
        assertsNothing: z.string().nullable(),
      }),
    )
    .default([]),
  /** Why the tests cannot be run; `case` counts from 1. */
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
  z.strictObject({ kind: z.literal('plan'), tests: z.array(plannedTestSchema).max(maxTests) }),
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
      tests: z.array(z.string()).max(maxTests),
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

const stoppedPlaceSchema = z.object({ fileName: z.string(), line });
export type StoppedPlace = z.infer<typeof stoppedPlaceSchema>;

/**
 * How a grading ended, as the supervisor reports it. `status` is minus the signal for a killed process.
 * `judge` means that the tests reached their own limits. `busyMs` is how long the program ran on a core
 * or waited for one; null if that was not measured. `place` is where the program was when its time ran
 * out, by its own account.
 */
export const endedSchema = z.object({
  kind: z.literal('ended'),
  ending: z.enum(endings),
  status: z.int().nullable(),
  ...usageSchema.shape,
  busyMs: z.number().nonnegative().nullable().default(null),
  place: stoppedPlaceSchema.nullable().default(null),
  /** What had been used when the first hidden test started; null if none did. */
  visible: usageSchema.nullable(),
});
export type Ended = z.infer<typeof endedSchema>;

export type JudgeRecord = Extract<Frame, { kind: 'record' }>['record'];

/** The record that the judge made; null if it made none. */
export function recordIn(frames: readonly unknown[]): JudgeRecord | null {
  for (const frame of frames) {
    const parsed = frameSchema.safeParse(frame);
    if (parsed.data?.kind === 'record') return parsed.data.record;
  }
  return null;
}

/** All that the judge observed; nothing if the grading was cut short before. */
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
