import type { Verdict } from '@touchstone/contracts';
import {
  assignments,
  programDeck,
  writeProgram,
  type AssignmentSlug,
  type ProgramName,
} from './programs.ts';
import type { Chance } from './random.ts';

/** A submission that a user will make, and the verdict it must get. */
export interface PlannedSubmission {
  /** From 0, over all users. */
  readonly number: number;
  /** From 0. */
  readonly user: number;
  readonly slug: AssignmentSlug;
  readonly program: ProgramName;
  readonly code: string;
  readonly verdict: Verdict;
  /** The meeting after which users with the same code submit it at the same time; null: no meeting. */
  readonly meeting: number | null;
}

/** Shares of the programs that two users submit at the same time, and that many users submit. */
const twinShare = 0.08;
const commonShare = 0.05;
const commonPrograms = 6;

const slugs = Object.keys(assignments) as [AssignmentSlug, ...AssignmentSlug[]];

/** The submissions of each user in their order; `count` in total, evenly distributed. */
export function planSubmissions(
  chance: Chance,
  { count, users }: { count: number; users: number },
): PlannedSubmission[][] {
  const plan: PlannedSubmission[][] = Array.from({ length: users }, () => []);
  const deck = [...programDeck] as [ProgramName, ...ProgramName[]];
  let twin: PlannedSubmission | null = null;
  for (let number = 0; number < count; number++) {
    const user = number % users;
    const place = { number, user };
    if (twin !== null) {
      plan[user]?.push({ ...twin, ...place });
      twin = null;
      continue;
    }
    const slug = chance.pick(slugs);
    const program = chance.pick(deck);
    const kind = chance.share();
    const common = kind < commonShare;
    const mark = common ? `common ${chance.below(commonPrograms)}` : `number ${number}`;
    const hasTwin = !common && kind < commonShare + twinShare && user + 1 < users;
    const planned: PlannedSubmission = {
      ...place,
      slug,
      program,
      meeting: hasTwin && number + 1 < count ? number : null,
      ...writeProgram(program, slug, mark),
    };
    plan[user]?.push(planned);
    if (planned.meeting !== null) twin = planned;
  }
  return plan;
}
