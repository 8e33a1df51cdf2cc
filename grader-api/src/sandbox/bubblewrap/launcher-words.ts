import { z } from 'zod';

/*
 * What is said on a connection between a grader and a launcher, which starts one sandbox for each
 * connection:
 *
 *   grader    a line of JSON, the request
 *   launcher  a frame: `launched`, or `refused`, after which it ends the connection
 *   then the connection is the supervisor's standard input and output
 *   keeper    a frame `said`, when the sandbox has ended by itself and its errors were told
 *
 * The grader ends the sandbox by ending the connection, and so does its own end. The sandbox has
 * ended when the connection is closed from the other side.
 */

/** A module's name; no option and no path. */
const moduleName = z
  .string()
  .regex(/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/)
  .max(200);

/** All that a launcher takes from a grader. */
export const launchRequestSchema = z.strictObject({ preload: z.array(moduleName).max(20) });
export const requestMaxBytes = 16 * 1024;

/** What the launcher made the sandbox of. */
export const launchedSchema = z.object({
  kind: z.literal('launched'),
  python: z.string(),
  bubblewrap: z.string(),
  /** Why gradings have no cgroups; null when they may have. */
  cgroupRefusal: z.string().nullable(),
});
export type SandboxParts = Omit<z.infer<typeof launchedSchema>, 'kind'>;

/** `advice` says what to change on the host. */
export const refusedSchema = z.object({
  kind: z.literal('refused'),
  message: z.string(),
  advice: z.string().nullable(),
});

export const saidSchema = z.object({ kind: z.literal('said'), text: z.string() });
