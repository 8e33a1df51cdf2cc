import type { Submission } from '@touchstone/contracts';
import { PassingError, type Calls } from './calls.ts';
import { persist } from './patience.ts';
import type { HowAccepted, Story } from './story.ts';

export interface HandInDeps {
  readonly calls: Calls;
  readonly assignmentId: string;
  readonly story: Story;
  /** Ids of the user's earlier submissions, as far as the user knows them. */
  readonly known: ReadonlySet<string>;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
  /** Waits for the result of another submission of the user. */
  readonly waitFor: (submissionId: string) => Promise<void>;
}

export interface Accepted {
  readonly how: HowAccepted;
  readonly submission: Submission;
}

/**
 * Submits until the system has it, as the page does:
 *
 *   no answer, 5xx ── in the history? ── yes ──> accepted nevertheless
 *                                     ╰─ no ───> retry
 *   429, queue full ───────────────────────────> retry
 *   409 ── the running one is this one ────────> accepted nevertheless
 *       ╰─ another one ── when it is graded ───> retry
 *
 * The history is read before each retry, to find what the system has accepted. A request without an
 * answer may still arrive after that; it becomes a second submission.
 */
export async function handIn(deps: HandInDeps): Promise<Accepted> {
  const { calls, story, signal, note } = deps;
  const { code } = story.planned;
  let inDoubt = false;
  for (;;) {
    const answer = await persist(
      async () => (inDoubt ? await findInHistory(deps) : null) ?? (await tryOnce()),
      signal,
      ({ message }) => note(message),
    );
    if ('how' in answer) return answer;
    const running = await persist(() => calls.read(answer.running), signal);
    if (running.code === code && !deps.known.has(running.id)) {
      return { how: 'running', submission: running };
    }
    note(`409: ${running.id} comes first`);
    await deps.waitFor(running.id);
  }

  async function tryOnce(): Promise<Accepted | { running: string }> {
    try {
      const answer = await calls.post(deps.assignmentId, code);
      if (answer.status === 409) return answer;
      const { submission } = answer;
      return { how: answer.status === 200 ? 'reused' : 'accepted', submission };
    } catch (error) {
      if (isDoubtful(error)) {
        inDoubt = true;
        story.unanswered += 1;
      }
      throw error;
    }
  }
}

const isDoubtful = (error: unknown): boolean => error instanceof PassingError && !error.refused;

async function findInHistory(deps: HandInDeps): Promise<Accepted | null> {
  const { calls, known, story } = deps;
  for (const { id } of await calls.history(deps.assignmentId)) {
    if (known.has(id)) continue;
    const submission = await calls.read(id);
    if (submission.code === story.planned.code) return { how: 'found', submission };
  }
  return null;
}
