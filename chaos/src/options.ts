import { parseArgs } from 'node:util';
import { z } from 'zod';

export const help = `npm run chaos -- [options]

Starts the stack and breaks it at random moments while many users submit programs with known
verdicts; then checks whether all promises were kept. The exit status is 1 if one was not.

  --seed N         determines submissions and faults (random by default)
  --submissions N  submissions per run (2000)
  --faults N       faults per run (100)
  --users N        concurrent users (a thirtieth of the submissions, from 12 to 60)
  --runs N         consecutive runs, each with the next seed (10)
  --rolling        instead of faults, an update: a pg_dump is open while each API, each grader and
                   nginx is restarted in an orderly way, one after the other

All figures, and the details of each broken promise, are written to bench/results/.`;

const whole = (min: number, max: number) =>
  z.coerce.number({ error: 'must be a number' }).int().min(min).max(max);

const optionsSchema = z.object({
  seed: whole(0, 2 ** 31).default(() => Math.floor(Math.random() * 1_000_000)),
  submissions: whole(1, 100_000).default(2_000),
  faults: whole(0, 5_000).default(100),
  users: whole(1, 500).optional(),
  runs: whole(1, 1_000).default(10),
  rolling: z.boolean().default(false),
});
export type Options = z.infer<typeof optionsSchema> & { users: number };

/** Null for --help; throws an error that lists all faults. */
export function readOptions(args: readonly string[]): Options | null {
  const numeric = Object.keys(optionsSchema.shape)
    .filter((name) => name !== 'rolling')
    .map((name) => [name, { type: 'string' }] as const);
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(numeric),
      rolling: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { help: wanted, ...given } = values;
  if (wanted) return null;
  const { data, error } = optionsSchema.safeParse(given);
  if (error !== undefined) {
    const faults = error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
    throw new Error(faults.join('\n'));
  }
  const users = data.users ?? Math.min(60, Math.max(12, Math.round(data.submissions / 30)));
  return { ...data, users };
}
