import type { Mutant, MutantList } from './list-mutants.ts';
import type { Outcome } from './try-mutants.ts';

/** A mutant that passes all tests. */
export type Survivor = Pick<Mutant, 'operator' | 'file' | 'line' | 'diff'>;

/** How many mutants of a model solution its tests noticed. */
export interface MutantScore {
  /** Without messages, and without those that are as right as the model solution. */
  readonly total: number;
  readonly noticed: number;
  /** Of the total, those for which the time was too short. */
  readonly untried: number;
  /** Mutants that only change a text for people, which tests need not notice. */
  readonly messages: { readonly total: number; readonly noticed: number };
  /** How many the teacher judged as right as the model solution. */
  readonly equivalent: number;
  /** Of the total, the most telling first. */
  readonly survivors: readonly Survivor[];
}

/** `equivalent` has diffs. */
export function scoreOf(
  { mutants, leftOut }: MutantList,
  outcomes: ReadonlyMap<string, Outcome>,
  equivalent: ReadonlySet<string>,
): MutantScore {
  const counted = mutants.filter(({ diff, isMessage }) => !isMessage && !equivalent.has(diff));
  const messages = mutants.filter(({ isMessage }) => isMessage);
  const withOutcome = (list: readonly Mutant[], outcome: Outcome | undefined) =>
    list.filter(({ diff }) => outcomes.get(diff) === outcome);
  return {
    total: counted.length + leftOut,
    noticed: withOutcome(counted, 'noticed').length,
    untried: withOutcome(counted, undefined).length + leftOut,
    messages: {
      total: messages.length,
      noticed: withOutcome(messages, 'noticed').length,
    },
    equivalent: mutants.filter(({ diff, isMessage }) => !isMessage && equivalent.has(diff)).length,
    survivors: mostTellingFirst(withOutcome(counted, 'survived')),
  };
}

/** What a survivor tells about the tests: from a limit or a case that none of them tries to a mere text. */
const operators = [
  'condition',
  'relational',
  'logical',
  'statement',
  'return',
  'arithmetic',
  'slice',
  'empty loop',
  'break or continue',
  'unary',
  'call argument',
  'constant',
  'boolean',
  'string',
];

/** The most telling one of each line, then the second of each line, and so on. */
function mostTellingFirst(mutants: readonly Mutant[]): Survivor[] {
  const rank = ({ operator }: Mutant) => operators.indexOf(operator);
  const sorted = mutants.toSorted(
    (a, b) => rank(a) - rank(b) || a.line - b.line || (a.diff < b.diff ? -1 : 1),
  );
  const seen = new Map<string, number>();
  const rounds = sorted.map(({ operator, file, line, diff }) => {
    const place = `${file ?? ''}:${line}`;
    const round = seen.get(place) ?? 0;
    seen.set(place, round + 1);
    return { round, survivor: { operator, ...(file !== undefined && { file }), line, diff } };
  });
  return rounds.toSorted((a, b) => a.round - b.round).map(({ survivor }) => survivor);
}
