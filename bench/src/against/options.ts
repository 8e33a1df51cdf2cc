export interface AgainstOptions {
  readonly revision: string;
  /** How often each revision is measured. */
  readonly pairs: number;
  /** A ratio that differs less from 1 counts as the same: 0.03 for 3 %. */
  readonly margin: number;
}

export const againstHelp = `npm run bench -- NAME --against REV [options] [NAME's own options]

Measures this checkout and one of the revision REV alternately, each by its own bench command, and
prints the ratio of each figure with its 95 % interval, or that it is inconclusive.

  --pairs N         how often each of them is measured (5)
  --margin PERCENT  a smaller difference counts as none (3)`;

/** Separates the options of a comparison from a bench's arguments. Throws an Error for wrong usage. */
export function takeAgainst(args: readonly string[]): {
  against: AgainstOptions | null;
  rest: string[];
} {
  const rest = [...args];
  const revision = takeOption(rest, 'against');
  if (revision === null) return { against: null, rest };
  const pairs = Number(takeOption(rest, 'pairs') ?? '5');
  const percent = Number(takeOption(rest, 'margin') ?? '3');
  if (!Number.isInteger(pairs) || pairs < 1)
    throw new Error('--pairs takes a whole number, 1 or more.');
  if (!(percent >= 0 && percent < 100))
    throw new Error('--margin takes a percentage from 0 to 99.');
  return { against: { revision, pairs, margin: percent / 100 }, rest };
}

/** Removes `--name VALUE` or `--name=VALUE` and returns its value; null if absent. */
function takeOption(args: string[], name: string): string | null {
  const index = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (index < 0) return null;
  const [option = ''] = args.splice(index, 1);
  if (option.includes('=')) return option.slice(option.indexOf('=') + 1);
  const [value] = args.splice(index, 1);
  if (value === undefined || value.startsWith('--')) throw new Error(`--${name} takes a value.`);
  return value;
}
