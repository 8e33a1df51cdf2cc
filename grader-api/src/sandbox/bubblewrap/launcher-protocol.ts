import { z } from 'zod';

/*
 * The protocol between a grader and a launcher, which starts one sandbox per connection:
 *
 *   grader    a line of JSON, the request
 *   launcher  a frame: `launched`, or `refused`, after which it ends the connection
 *   then the connection is the supervisor's standard input and output
 *   keeper    a frame `said` with stderr's text, if the sandbox exited on its own
 *
 * The sandbox is killed when the grader ends the connection or exits. When the other side closes the
 * connection, the sandbox has exited.
 */

/** A module's name; neither an option nor a path. */
const moduleName = z
  .string()
  .regex(/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/)
  .max(200);

/** All that a launcher accepts from a grader. */
export const launchRequestSchema = z.strictObject({ preload: z.array(moduleName).max(20) });
export const maxRequestBytes = 16 * 1024;

/** The parts of the sandbox. */
export const launchedSchema = z.object({
  kind: z.literal('launched'),
  python: z.string(),
  bubblewrap: z.string(),
  /** Why gradings have no cgroups; null if they may have them. */
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
