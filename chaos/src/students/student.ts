import type { Submission } from '@touchstone/contracts';
import type { PlannedSubmission } from '../plan/plan-submissions.ts';
import type { Calls } from './calls.ts';
import { followToResult } from './follow.ts';
import { handIn } from './hand-in.ts';
import { openSecondTab } from './second-tab.ts';
import { markOf, type KnownSubmission, type SeenResult, type Story } from './story.ts';

export interface StudentDeps {
  readonly calls: Calls;
  readonly assignmentIds: ReadonlyMap<string, string>;
  readonly meet: (number: number) => Promise<void>;
  readonly onAccepted: () => void;
  readonly stories: Story[];
  readonly seen: SeenResult[];
  /** Stops everything; results that have not arrived by then are not received. */
  readonly signal: AbortSignal;
}

/** How often a program with an internal-error is submitted. */
const maxTries = 3;

/** Submits one program after the other and follows each to its result, with a second tab open. */
export async function playStudent(
  deps: StudentDeps,
  plan: readonly PlannedSubmission[],
): Promise<void> {
  const done = new AbortController();
  const signal = AbortSignal.any([deps.signal, done.signal]);
  const secondTab = openSecondTab(deps.calls, { signal, see: seeIn(deps.seen) });
  try {
    await handInAll(deps, plan);
  } finally {
    done.abort();
    await secondTab;
  }
}

async function handInAll(deps: StudentDeps, plan: readonly PlannedSubmission[]): Promise<void> {
  const known = new Set<string>();
  for (const planned of plan) {
    const { meeting, number } = planned;
    const story: Story = {
      planned,
      userId: deps.calls.userId,
      submissions: [],
      unanswered: 0,
      notes: [],
    };
    deps.stories.push(story);
    if (meeting !== null) await deps.meet(meeting);
    try {
      for (let tries = 0; tries < maxTries; tries++) {
        const verdict = await handInAndFollow(deps, story, known);
        if (verdict !== 'internal-error') break;
      }
    } catch (error) {
      noteIn(story)(`failed: ${error instanceof Error ? error.message : String(error)}`);
      if (deps.signal.aborted) return;
      throw new Error(`Submission number ${number} failed unexpectedly`, { cause: error });
    }
  }
}

const noteIn =
  (story: Story) =>
  (text: string): void => {
    story.notes.push({ atMs: Date.now(), text });
  };

const seeIn =
  (seen: SeenResult[]) =>
  ({ id: submissionId, result }: Submission): void => {
    if (result === null) return;
    const { verdict } = result;
    seen.push({ atMs: Date.now(), submissionId, verdict, mark: markOf(result) });
  };

async function handInAndFollow(
  deps: StudentDeps,
  story: Story,
  known: Set<string>,
): Promise<string | undefined> {
  const { calls, signal } = deps;
  const note = noteIn(story);
  const see = seeIn(deps.seen);
  const handedInAtMs = Date.now();
  const { how, submission } = await handIn({
    calls,
    story,
    known,
    signal,
    note,
    assignmentId: deps.assignmentIds.get(story.planned.slug) ?? '',
    async waitFor(submissionId) {
      known.add(submissionId);
      see((await followToResult(calls, submissionId, { signal, note })).submission);
    },
  });
  note(`${how}: ${submission.id}`);
  known.add(submission.id);
  const mine: KnownSubmission = {
    ...{ id: submission.id, how, handedInAtMs, acceptedAtMs: Date.now() },
    received: null,
  };
  story.submissions.push(mine);
  deps.onAccepted();

  const received =
    submission.status === 'graded'
      ? ({ by: 'answer', submission, points: null } as const)
      : await followToResult(calls, submission.id, { signal, note });
  see(received.submission);
  const verdict = received.submission.result?.verdict;
  if (verdict === undefined) throw new Error('a graded submission without a result');
  mine.received = { atMs: Date.now(), by: received.by, verdict, points: received.points };
  return verdict;
}
