import { z } from 'zod';

/**
 * When students see the verdicts of an assignment: `at once`; `at due`: each when it is due for the student;
 * `by hand`: when a teacher releases them.
 */
export const releaseModes = ['at once', 'at due', 'by hand'] as const;
export type ReleaseMode = (typeof releaseModes)[number];

/** Of an assignment whose verdicts are held back at first. */
export const heldReleaseSchema = z.enum(releaseModes).exclude(['at once']);
export type HeldRelease = z.infer<typeof heldReleaseSchema>;
