import { z } from 'zod';

/** Answer to `/health/live` and `/health/ready`; `ready` is 503 with `ok: false` and the reasons. */
export const healthSchema = z.object({
  ok: z.boolean(),
  service: z.string(),
  /** What is wrong, one sentence each; empty if `ok`. */
  reasons: z.array(z.string()),
  /** Not `ok`, but it serves: it answers reads and finishes accepted work. */
  serves: z.boolean().optional(),
  /** APIs only: what an operator should fix although the service works, one sentence each. */
  warnings: z.array(z.string()).optional(),
  /** Graders only: the sandbox in use and whether verdicts can be forged in it. */
  sandbox: z.string().optional(),
  /** Graders only: the version of the Python that grades, such as `3.11.2`, once it is known. */
  python: z.string().optional(),
});
export type Health = z.infer<typeof healthSchema>;
