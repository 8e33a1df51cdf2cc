import { z } from 'zod';
import { submissionSchema } from './submission.ts';
import { progressSchema } from './user.ts';

/**
 * Server-Sent Events of `GET /api/submissions/:id/events`, by event name. `position` is the number
 * of submissions before this one, and `seconds` about how long it will wait; null while that is not
 * known. `points` are the user's in the course. The stream closes after `graded`, `superseded` or
 * `held`.
 */
export const submissionEventSchemas = {
  queued: z.object({
    position: z.int().nonnegative(),
    seconds: z.int().nonnegative().nullable(),
  }),
  grading: z.object({ attempt: z.int().positive() }),
  graded: z.object({ submission: submissionSchema, points: z.number().nonnegative() }),
  superseded: z.object({ submission: submissionSchema }),
  held: z.object({ submission: submissionSchema }),
} as const;
export type SubmissionEvents = {
  [Name in keyof typeof submissionEventSchemas]: z.infer<(typeof submissionEventSchemas)[Name]>;
};

/**
 * Server-Sent Events of `GET /api/me/events`, for all tabs and devices of a user. `held`: the assignments of the
 * course whose verdicts are held back from the user now; only in a course that has such assignments.
 */
export const userEventSchemas = {
  submission: z.object({ submission: submissionSchema }),
  progress: progressSchema,
  held: z.object({ assignmentIds: z.array(z.uuid()) }),
} as const;
export type UserEvents = {
  [Name in keyof typeof userEventSchemas]: z.infer<(typeof userEventSchemas)[Name]>;
};
