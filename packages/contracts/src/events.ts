import { z } from 'zod';
import { submissionSchema } from './submission.ts';
import { progressSchema } from './user.ts';

/**
 * Server-Sent Events of `GET /api/submissions/:id/events`, by event name. `position` is the number
 * of submissions before this one; `points` are the user's in the course. The stream closes after
 * `graded` or `superseded`.
 */
export const submissionEventSchemas = {
  queued: z.object({ position: z.int().nonnegative() }),
  grading: z.object({ attempt: z.int().positive() }),
  graded: z.object({ submission: submissionSchema, points: z.number().nonnegative() }),
  superseded: z.object({ submission: submissionSchema }),
} as const;
export type SubmissionEvents = {
  [Name in keyof typeof submissionEventSchemas]: z.infer<(typeof submissionEventSchemas)[Name]>;
};

/** Server-Sent Events of `GET /api/me/events`, for all tabs and devices of a user. */
export const userEventSchemas = {
  submission: z.object({ submission: submissionSchema }),
  progress: progressSchema,
} as const;
export type UserEvents = {
  [Name in keyof typeof userEventSchemas]: z.infer<(typeof userEventSchemas)[Name]>;
};
