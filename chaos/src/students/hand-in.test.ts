import type { Submission } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { PassingError, type Calls } from './calls.ts';
import { handIn, type HandInDeps } from './hand-in.ts';
import type { Story } from './story.ts';

const code = '# number 0\n';
const submissionOf = (id: string, ofCode = code, status = 'queued'): Submission =>
  ({ id, code: ofCode, status, result: null }) as Submission;

/** Each post gets the next of these answers; `stored` is what the system has. */
function handingIn(
  answers: (PassingError | Awaited<ReturnType<Calls['post']>>)[],
  stored: Submission[] = [],
) {
  const story: Story = {
    planned: {
      number: 0,
      user: 0,
      slug: 'double',
      program: 'right',
      code,
      meeting: null,
      verdict: 'passed',
    },
    userId: 'user',
    submissions: [],
    unanswered: 0,
    notes: [],
  };
  const waitedFor: string[] = [];
  const calls = {
    post() {
      const answer = answers.shift();
      return answer instanceof Error || answer === undefined
        ? Promise.reject(answer ?? new Error('posted once more than expected'))
        : Promise.resolve(answer);
    },
    history: () => Promise.resolve(stored),
    read: (id: string) => Promise.resolve(stored.find((one) => one.id === id)),
  } as unknown as Calls;
  const deps: HandInDeps = {
    calls,
    story,
    assignmentId: 'assignment',
    known: new Set(['old']),
    signal: new AbortController().signal,
    note: () => undefined,
    waitFor(id) {
      waitedFor.push(id);
      return Promise.resolve();
    },
  };
  return { accepted: handIn(deps), story, waitedFor };
}

const noAnswer = (): PassingError => new PassingError('no answer', {});
const accepted = (id: string) => ({ status: 202 as const, submission: submissionOf(id) });

it('a submission that was accepted without an answer is found in the history, and not repeated', async () => {
  const stored = [submissionOf('other', '# other\n'), submissionOf('old'), submissionOf('new')];
  const run = handingIn([noAnswer()], stored);
  await expect(run.accepted).resolves.toMatchObject({ how: 'found', submission: { id: 'new' } });
  expect(run.story.unanswered).toBe(1);
});

it('a submission that is not in the history is repeated', async () => {
  const run = handingIn([noAnswer(), accepted('new')], [submissionOf('old')]);
  await expect(run.accepted).resolves.toMatchObject({ how: 'accepted', submission: { id: 'new' } });
  expect(run.story.unanswered).toBe(1);
});

it('a refused submission is repeated without reading the history', async () => {
  const full = new PassingError('queue-full', { refused: true });
  const run = handingIn([full, accepted('new')], [submissionOf('of another try')]);
  await expect(run.accepted).resolves.toMatchObject({ how: 'accepted' });
  expect(run.story.unanswered).toBe(0);
});

it('a running submission is this one if it has the same code, otherwise it is awaited first', async () => {
  const running = (id: string) => ({ status: 409 as const, running: id });
  const own = handingIn([running('new')], [submissionOf('new')]);
  await expect(own.accepted).resolves.toMatchObject({ how: 'running', submission: { id: 'new' } });

  const other = handingIn(
    [running('other'), accepted('new')],
    [submissionOf('other', '# other\n')],
  );
  await expect(other.accepted).resolves.toMatchObject({ submission: { id: 'new' } });
  expect(other.waitedFor).toEqual(['other']);
});
