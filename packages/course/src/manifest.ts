import {
  courseAccessSchema,
  defaultPoints,
  gradingLimitsSchema,
  judges,
  scorings,
  slugSchema,
} from '@touchstone/contracts';
import { z } from 'zod';
import { datesSchema, lateSchema, releaseSchema, timeZoneSchema } from './dates/date-schemas.ts';
import { moduleFileFault } from './module-name.ts';
import { sizes } from './sizes.ts';
import { suchSlug } from './such-slug.ts';

/** In characters. */
export const maxTitleLength = 200;

const title = z.string().trim().min(1, { error: 'is empty; write its text' }).max(maxTitleLength);

/** The name of an assignment's folder. */
const folderName = z.string().superRefine((name, context) => {
  if (slugSchema.safeParse(name).success) return;
  const message = `is "${name}", but must consist of lower-case letters, digits and single hyphens${suchSlug(name)}; rename the folder, and write its new name here`;
  context.addIssue({ code: 'custom', message });
});

/** course.yaml */
export const courseManifestSchema = z.strictObject({
  title,
  description: z.string().trim().max(10_000).default(''),
  /** False: students see nothing of the course. */
  published: z.boolean().default(true),
  /** By whose clock its dates are meant. */
  timeZone: timeZoneSchema.optional(),
  late: lateSchema.optional(),
  /** Who sees the course. */
  access: courseAccessSchema.default('open'),
  /** True: assistants see no names. */
  anonymous: z.boolean().default(false),
  parts: z
    .array(
      z.strictObject({
        title,
        dates: datesSchema.optional(),
        release: releaseSchema.optional(),
        assignments: z
          .array(folderName)
          .min(1, { error: 'names no assignment; add one, or remove the part' }),
      }),
    )
    .min(1, { error: 'has no part; add one with a title and its assignments' }),
});
export type CourseManifest = z.infer<typeof courseManifestSchema>;

const fileName = z.string().superRefine((name, context) => {
  const fault = moduleFileFault(name);
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});

/** How many files students can edit in one assignment. */
export const maxEditedFiles = 10;

/** What students edit, and what else of files/ they can open. */
const files = z.strictObject({
  edit: z
    .array(fileName)
    .min(1, { error: 'names no file; add one such as main.py, or remove the line' })
    .max(maxEditedFiles)
    .optional(),
  given: z
    .array(z.string().min(1, { error: 'is empty; write the name of a file in files/' }))
    .max(sizes.maxDataFiles)
    .default([]),
});

const moduleName = z.string().regex(/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/, {
  error: 'must be the name of a Python module, such as numpy',
});

/** assignment.yaml */
export const assignmentManifestSchema = z.strictObject({
  title,
  /** The name that the assignment's folder had before. */
  'renamed-from': slugSchema.optional(),
  /** False: students see nothing of the assignment. */
  published: z.boolean().default(true),
  points: z.number().nonnegative().max(1_000_000).default(defaultPoints),
  file: fileName.default('submission.py'),
  files: files.prefault({}),
  limits: gradingLimitsSchema
    .refine(({ cpuSeconds, wallSeconds }) => wallSeconds >= cpuSeconds, {
      error:
        'has a wallSeconds below its cpuSeconds, so the wall-clock limit always comes first; raise wallSeconds',
    })
    .prefault({}),
  scoring: z.enum(scorings).default('all'),
  preload: z.array(moduleName).max(20).default([]),
  judge: z.enum(judges).default('split'),
  hints: z
    .array(z.string().trim().min(1, { error: 'is empty; write its text, or remove it' }))
    .default([]),
  /** Whether the starter already passes, for example because students should improve it. */
  starterPasses: z.boolean().default(false),
  /** Tests that assert nothing on purpose, if their file should not be changed. */
  smoke: z.array(z.string()).default([]),
  /** Diffs of mutants that are as right as the model solution, as `course check --mutants` prints them. */
  equivalentMutants: z
    .array(z.string().trim().min(1, { error: 'is empty; write the diff, or remove it' }))
    .max(500)
    .default([]),
  /** Whether students who have solved the assignment may see the model solution. */
  showSolution: z.boolean().default(false),
  dates: datesSchema.optional(),
  late: lateSchema.optional(),
  release: releaseSchema.optional(),
});
export type AssignmentManifest = z.infer<typeof assignmentManifestSchema>;
