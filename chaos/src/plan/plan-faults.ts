import type { Chance } from './random.ts';

/**
 * What is done to a process: `kill` is SIGKILL; `freeze` is SIGSTOP, a grader's for longer than it may
 * be silent, then SIGCONT; `restart` ends it in good order; `quit` is PostgreSQL's immediate stop;
 * `flush` takes from Redis all that it holds. Redis keeps nothing over a kill or restart either.
 * `disk full` leaves the disk of the whole stack, logs included, not a byte for some seconds.
 */
export const faultKinds = [
  'grader kill',
  'grader freeze',
  'api kill',
  'redis kill',
  'redis flush',
  'postgres quit',
  'nginx kill',
  'grader restart',
  'api freeze',
  'api restart',
  'nginx restart',
  'redis freeze',
  'postgres freeze',
  'disk full',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How often beyond the first time of each, in a hundred. */
const shares: Record<FaultKind, number> = {
  'grader kill': 26,
  'grader freeze': 14,
  'grader restart': 7,
  'api kill': 14,
  'api freeze': 6,
  'api restart': 6,
  'redis kill': 7,
  'redis flush': 6,
  'redis freeze': 2,
  'postgres quit': 5,
  'postgres freeze': 1,
  'disk full': 3,
  'nginx kill': 3,
  'nginx restart': 3,
};

export interface PlannedFault {
  readonly kind: FaultKind;
  /** It happens when so many submissions have been accepted, after a moment. */
  readonly afterAccepted: number;
  readonly delayMs: number;
  /** Chooses among the processes of that kind. */
  readonly target: number;
  /** How long a killed process stays away, beyond what its start takes. */
  readonly downMs: number;
}

const longestDelayMs = 400;
const longestDownMs = 1_500;
/** The last ones may still find something to break. */
const lastShare = 0.95;

/** Each kind once before any comes again, as far as there are as many; spread over the load. */
export function planFaults(
  chance: Chance,
  { count, submissions }: { count: number; submissions: number },
): PlannedFault[] {
  const deck = faultKinds.flatMap((kind) => Array.from({ length: shares[kind] }, () => kind));
  const chosen = Array.from(
    { length: count },
    (_, index) => faultKinds[index] ?? deck[chance.below(deck.length)] ?? faultKinds[0],
  );
  return chance.shuffle(chosen).map((kind, index) => ({
    kind,
    afterAccepted: Math.floor(((index + chance.share()) / count) * submissions * lastShare),
    delayMs: chance.between(0, longestDelayMs),
    target: chance.below(12),
    downMs: chance.between(0, longestDownMs),
  }));
}
