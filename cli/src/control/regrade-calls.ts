import { z } from 'zod';

const count = z.int().nonnegative();

const regradeRequestSchema = z.strictObject({
  course: z.string(),
  assignment: z.string(),
  /** As RegradeSelection in packages/database/src/regrade/selection.ts. */
  selection: z.strictObject({
    student: z.uuid().nullable(),
    only: z.enum(['latest', 'best']).nullable(),
    internalErrors: z.boolean(),
    since: z.iso.datetime().nullable(),
  }),
});
export type RegradeRequest = z.infer<typeof regradeRequestSchema>;

const startedRegradeSchema = z.object({ id: z.uuid(), submissions: count, programs: count });
type StartedRegrade = z.infer<typeof startedRegradeSchema>;

const regradeProgressSchema = z.object({
  programs: count,
  graded: count,
  failed: count,
  outdated: z.boolean(),
});
type RegradeProgress = z.infer<typeof regradeProgressSchema>;

const standingSchema = z.object({ points: z.number(), completed: z.boolean() });
const regradeOutcomeSchema = z.object({
  student: z.uuid(),
  old: standingSchema,
  new: standingSchema,
  test: z.string().nullable(),
  failedOnlyChangedTests: z.boolean(),
});
export type RegradeOutcome = z.infer<typeof regradeOutcomeSchema>;

const outcomePageSchema = z.object({
  outcomes: z.array(regradeOutcomeSchema),
  next: z.uuid().nullable(),
});
type OutcomePage = z.infer<typeof outcomePageSchema>;

const lowerCursorSchema = z.object({ lowered: count, next: z.uuid().nullable() });
const appliedSchema = z.object({ changed: count, isLast: z.boolean() });

/** Regrades of a system, whichever process has its database open: packages/database/src/regrade/. */
export interface RegradeStore {
  /** Null: there is no such course, or no such assignment in it. */
  startRegrade(request: RegradeRequest): Promise<StartedRegrade | null>;
  readRegrade(id: string): Promise<RegradeProgress | null>;
  /** A page of students; `after` is the `next` of the previous page. */
  listOutcomes(id: string, alsoDown: boolean, after: string | null): Promise<OutcomePage>;
  /** Must come before the first `applyNext`. */
  beginApplying(id: string): Promise<void>;
  lowerPoints(id: string, after: string | null): Promise<{ lowered: number; next: string | null }>;
  /** Applies the next programs, and tells their students. */
  applyNext(id: string, alsoDown: boolean): Promise<{ changed: number; isLast: boolean }>;
}

/** The part of the table of calls that is about regrades. */
export const regradeCalls = {
  startRegrade: {
    args: z.tuple([regradeRequestSchema]),
    answer: startedRegradeSchema.nullable(),
  },
  readRegrade: { args: z.tuple([z.uuid()]), answer: regradeProgressSchema.nullable() },
  listOutcomes: {
    args: z.tuple([z.uuid(), z.boolean(), z.uuid().nullable()]),
    answer: outcomePageSchema,
  },
  beginApplying: { args: z.tuple([z.uuid()]), answer: z.null() },
  lowerPoints: { args: z.tuple([z.uuid(), z.uuid().nullable()]), answer: lowerCursorSchema },
  applyNext: { args: z.tuple([z.uuid(), z.boolean()]), answer: appliedSchema },
} satisfies Record<keyof RegradeStore, { args: z.ZodType<unknown[]>; answer: z.ZodType }>;
