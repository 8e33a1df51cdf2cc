import { parseArgs } from 'node:util';
import { z } from 'zod';

export const help = `npm run chaos -- [options]

Starts the stack and breaks it at random moments while many users hand in programs whose verdicts
are known; then looks whether each promise has held. Exit status 1 when one has not.

  --seed N         what is handed in and broken follows from it (a random one)
  --submissions N  in each run (2000)
  --faults N       in each run (100)
  --users N        who hand in at once (a thirtieth of the submissions, at least 12, at most 60)
  --runs N         one after the other, each with the next seed (10)

All figures, and of each broken promise all that is known, are written to bench/results/.`;

const whole = (least: number, most: number) =>
  z.coerce.number({ error: 'must be a number' }).int().min(least).max(most);

const optionsSchema = z.object({
  seed: whole(0, 2 ** 31).default(() => Math.floor(Math.random() * 1_000_000)),
  submissions: whole(1, 100_000).default(2_000),
  faults: whole(0, 5_000).default(100),
  users: whole(1, 500).optional(),
  runs: whole(1, 1_000).default(10),
});
export type Options = z.infer<typeof optionsSchema> & { users: number };

/** Null when help is wanted; throws with what is wrong with them. */
export function readOptions(args: readonly string[]): Options | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      ...{ seed: text, submissions: text, faults: text, users: text, runs: text },
    },
  });
  const { help: wanted, ...numbers } = values;
  if (wanted) return null;
  const { data, error } = optionsSchema.safeParse(numbers);
  if (error !== undefined) {
    const faults = error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
    throw new Error(faults.join('\n'));
  }
  const users = data.users ?? Math.min(60, Math.max(12, Math.round(data.submissions / 30)));
  return { ...data, users };
}
