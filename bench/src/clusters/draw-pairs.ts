import type { KindOfFailure } from '@touchstone/database';

/** A wrong program, and what kind of failure it has. */
export interface Failed extends KindOfFailure {
  readonly question: string;
  readonly name: string;
  readonly code: string;
}

/**
 * Failures of the same kind, the larger groups first, and pairs of programs from these: a program drawn from
 * all, and another one of its group. The same seed draws the same pairs.
 */
export function drawPairs(
  failures: readonly Failed[],
  { count, seed }: { count: number; seed: number },
): { clusters: Failed[][]; pairs: string[] } {
  const groups = new Map<string, Failed[]>();
  for (const one of failures.toSorted(byName)) {
    const key = `${one.question} ${one.kind.toString('hex')}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const clusters = [...groups.values()]
    .filter(({ length }) => length > 1)
    .sort((one, other) => other.length - one.length);
  const members = clusters.flatMap((cluster) => cluster.map((one) => ({ one, cluster })));
  const draw = randomBelow(seed);
  const pairs = new Map<string, string>();
  for (let tries = 0; pairs.size < count && tries < 100 * count && members.length > 0; tries++) {
    const { one, cluster } = members[draw(members.length)] as (typeof members)[number];
    const others = cluster.filter(({ name }) => name !== one.name);
    const other = others[draw(others.length)];
    if (other === undefined) continue;
    const key = [one.name, other.name].toSorted().join();
    if (!pairs.has(key)) pairs.set(key, render(pairs.size + 1, one, other, cluster.length));
  }
  return { clusters, pairs: [...pairs.values()] };
}

const byName = (one: Failed, other: Failed): number => (one.name < other.name ? -1 : 1);

/** A linear congruential generator, so that a seed means the same everywhere. */
function randomBelow(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const render = (number: number, one: Failed, other: Failed, size: number): string =>
  [
    `### ${number}: ${one.question}, ${one.test}, ${size} programs: ${one.message}`,
    ...[one, other].map(({ name, code }) => `--- ${name}\n${code.trim()}`),
    '',
  ].join('\n');
