import type { Chance } from './random.ts';

/**
 * The faults of a process: `kill` is SIGKILL; `freeze` is SIGSTOP, then SIGCONT, for a grader after
 * longer than it may be silent; `restart` is an orderly stop and a start; `quit` is PostgreSQL's
 * immediate shutdown; `flush` empties Redis, which also loses everything by a kill or restart; `disk
 * full` leaves no space on the disk of the whole stack, logs included, for some seconds.
 *
 * The numbers are percentages of the faults after the first one of each kind.
 */
const shares = {
  'grader kill': 26,
  'grader freeze': 14,
  'api kill': 14,
  'redis kill': 7,
  'redis flush': 6,
  'postgres quit': 5,
  'nginx kill': 3,
  'grader restart': 7,
  'api freeze': 6,
  'api restart': 6,
  'nginx restart': 3,
  'redis freeze': 2,
  'postgres freeze': 1,
  'disk full': 3,
};
export type FaultKind = keyof typeof shares;
export const faultKinds = Object.keys(shares) as [FaultKind, ...FaultKind[]];

export interface PlannedFault {
  readonly kind: FaultKind;
  /** The number of accepted submissions after which it happens, with a delay of `delayMs`. */
  readonly afterAccepted: number;
  readonly delayMs: number;
  /** Selects one of the processes of that kind. */
  readonly target: number;
  /** How long a killed process stays down before it is started. */
  readonly downMs: number;
}

const maxDelayMs = 400;
const maxDownMs = 1_500;
/** The last faults should still happen under load. */
const lastShare = 0.95;

/** Of an update: each process once, in the order in which an operator would restart them. */
export function planRolling(counts: {
  apis: number;
  graders: number;
  submissions: number;
}): PlannedFault[] {
  const of = (kind: FaultKind, count: number) =>
    Array.from({ length: count }, (_, target) => ({ kind, target }));
  const order = [
    ...of('api restart', counts.apis),
    ...of('grader restart', counts.graders),
    ...of('nginx restart', 1),
  ];
  const share = (index: number): number => (index + 0.5) / order.length;
  return order.map((planned, index) => ({
    ...planned,
    afterAccepted: Math.floor(share(index) * counts.submissions * lastShare),
    delayMs: 0,
    downMs: 0,
  }));
}

/** Each kind occurs once before any repeats, if there are enough faults; spread over the load. */
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
    delayMs: chance.between(0, maxDelayMs),
    target: chance.below(12),
    downMs: chance.between(0, maxDownMs),
  }));
}
