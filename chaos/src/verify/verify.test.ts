import type { Result, Verdict } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import type { RowChange } from '../database/audit.ts';
import { markOf, type KnownSubmission, type Story } from '../students/story.ts';
import type { Fault, RunLog } from './run-log.ts';
import { keepsPromises, verify } from './verify.ts';

const userId = 'user-1';
const code = '# number 0\n';

const resultOf = (verdict: Verdict, wallMs = 20): Result => ({
  verdict,
  correct: verdict === 'passed',
  points: verdict === 'passed' ? 40 : 0,
  tests: [],
  output: '',
  wallMs,
  cpuMs: 10,
  peakMemoryBytes: 1,
});

const change = (from: string | null, to: string | null, attempt = 1, atMs = 0): RowChange => ({
  atMs,
  submissionId: 'one',
  from,
  to,
  attempt,
  verdict: null,
});

/** A run of one submission, `one`, in which all promises were kept. */
function goodRun() {
  const result = resultOf('passed');
  const submission: KnownSubmission = {
    id: 'one',
    how: 'accepted',
    handedInAtMs: 0,
    acceptedAtMs: 0,
    received: { atMs: 50, by: 'event', verdict: 'passed', points: 40 },
  };
  const story: Story = {
    planned: {
      number: 7,
      user: 0,
      slug: 'double',
      program: 'right',
      code,
      meeting: null,
      verdict: 'passed',
    },
    userId,
    submissions: [submission],
    unanswered: 0,
    notes: [],
  };
  const row = {
    id: 'one',
    userId,
    slug: 'double',
    code,
    status: 'graded',
    attempt: 1,
    result,
    verdict: 'passed',
    points: 40,
    reusedFrom: null,
    earlierTests: false,
    regradedAt: null,
    createdAtMs: 0,
  };
  return {
    story,
    submission,
    row,
    result,
    log: {
      stories: [story],
      seen: [{ atMs: 50, submissionId: 'one', verdict: 'passed', mark: markOf(result) }],
      rows: [row],
      changes: [
        change(null, 'queued', 0),
        change('queued', 'grading'),
        change('grading', 'graded'),
      ],
      progress: [{ userId, slug: 'double', points: 40, completed: true }],
      seenProgress: [{ userId, points: 40, completedSlugs: ['double'] }],
      faults: [],
      leftOver: [],
    } satisfies RunLog as RunLog,
  };
}

describe('a run', () => {
  it('keeps all promises when each accepted submission has one result, the known one, and its user received it', () => {
    const findings = verify(goodRun().log);
    expect(findings).toMatchObject({
      accepted: 1,
      graded: 1,
      unacknowledged: 0,
      internalErrors: [],
    });
    expect(keepsPromises(findings)).toBe(true);
  });

  it('has lost a submission that the database does not have', () => {
    const findings = verify({ ...goodRun().log, rows: [] });
    expect(findings.lost).toMatchObject([{ submissionId: 'one', number: 7 }]);
    expect(keepsPromises(findings)).toBe(false);
  });

  it('has lost a submission without a result, even if no user knows it', () => {
    const { log, row } = goodRun();
    const stuck = { ...row, status: 'grading', verdict: null, result: null };
    expect(verify({ ...log, rows: [stuck] }).lost).toMatchObject([
      { submissionId: 'one', why: 'still grading, attempt 1' },
    ]);
    const unknown = { ...stuck, id: 'two' };
    const findings = verify({ ...log, rows: [row, unknown] });
    expect(findings.lost).toMatchObject([{ submissionId: 'two' }]);
  });

  it('has doubled a submission that changed after it was graded', () => {
    const { log } = goodRun();
    const changes = [...log.changes, change('graded', 'graded', 2)];
    const findings = verify({ ...log, changes });
    expect(findings.doubled).toMatchObject([{ submissionId: 'one', number: 7 }]);
    expect(keepsPromises(findings)).toBe(false);
    const deleted = [...log.changes, change('graded', null)];
    expect(verify({ ...log, changes: deleted }).doubled).toHaveLength(1);
  });

  it('has doubled a submission that somebody received with a result other than the stored one', () => {
    const { log, row } = goodRun();
    const rows = [{ ...row, result: resultOf('passed', 21) }];
    expect(verify({ ...log, rows }).doubled).toMatchObject([{ submissionId: 'one' }]);
  });

  it('has doubled a submission that was accepted more often than it was submitted', () => {
    const { log, row, story } = goodRun();
    const rows = [row, { ...row, id: 'two' }];
    expect(verify({ ...log, rows }).doubled).toMatchObject([{ submissionId: 'two', number: 7 }]);
    const tried = [{ ...story, unanswered: 1 }];
    const findings = verify({ ...log, rows, stories: tried });
    expect(findings).toMatchObject({ doubled: [], accepted: 2, unacknowledged: 1 });
    const thrice = [...rows, { ...row, id: 'three' }];
    expect(verify({ ...log, rows: thrice, stories: tried }).doubled).toHaveLength(1);
  });

  it('is wrong about a submission with a verdict other than the known one', () => {
    const { log, row } = goodRun();
    const findings = verify({ ...log, rows: [{ ...row, verdict: 'timeout' }] });
    expect(findings.wrong).toMatchObject([
      { submissionId: 'one', why: 'timeout instead of passed' },
    ]);
    expect(keepsPromises(findings)).toBe(false);
  });

  it('reports a user who never received the result, or could never submit', () => {
    const { log, story, submission } = goodRun();
    const waiting = [{ ...story, submissions: [{ ...submission, received: null }] }];
    const findings = verify({ ...log, stories: waiting });
    expect(findings.notReceived).toMatchObject([{ submissionId: 'one', number: 7 }]);
    expect(keepsPromises(findings)).toBe(false);
    const refused = [{ ...story, submissions: [] }];
    expect(verify({ ...log, stories: refused }).notReceived).toMatchObject([{ number: 7 }]);
  });

  it('breaks a promise when something is left over', () => {
    const findings = verify({ ...goodRun().log, leftOver: ['process 7 (bwrap)'] });
    expect(findings.leftOver).toHaveLength(1);
    expect(keepsPromises(findings)).toBe(false);
  });
});

describe('points', () => {
  it('must follow from the verdicts in the database', () => {
    const { log } = goodRun();
    const missing = verify({ ...log, progress: [] });
    expect(missing.wrongPoints).toHaveLength(1);
    expect(keepsPromises(missing)).toBe(false);
    const tooMany = [{ userId, slug: 'double', points: 80, completed: true }];
    expect(verify({ ...log, progress: tooMany }).wrongPoints).toHaveLength(1);
  });

  it('must be right on the page and in the event', () => {
    const { log, story, submission } = goodRun();
    const seenProgress = [{ userId, points: 0, completedSlugs: [] }];
    expect(verify({ ...log, seenProgress }).wrongPoints).toHaveLength(1);
    expect(verify({ ...log, seenProgress: [] }).wrongPoints).toHaveLength(1);
    const received = { atMs: 50, by: 'event', verdict: 'passed', points: 80 } as const;
    const stories = [{ ...story, submissions: [{ ...submission, received }] }];
    expect(verify({ ...log, stories }).wrongPoints).toMatchObject([{ submissionId: 'one' }]);
  });
});

describe('an internal-error', () => {
  const fault = (atMs: number, kind: Fault['kind']): Fault => ({
    kind,
    process: 'grader-api-1',
    atMs,
    endedAtMs: atMs + 100,
  });

  /** Given up after `attempts` attempts, one every ten seconds, with a fault in each of the first `faults`. */
  function givenUp(attempts: number, faults: number, kind: Fault['kind'] = 'grader kill'): RunLog {
    const { log, row, story, submission } = goodRun();
    const result = resultOf('internal-error');
    const changes = Array.from({ length: attempts }, (_, index) => [
      change('queued', 'grading', index + 1, index * 10_000),
      change(
        'grading',
        index + 1 < attempts ? 'queued' : 'graded',
        index + 1,
        index * 10_000 + 5_000,
      ),
    ]).flat();
    const received = { atMs: 50, by: 'event', verdict: 'internal-error', points: 0 } as const;
    return {
      ...log,
      changes,
      progress: [],
      stories: [{ ...story, submissions: [{ ...submission, received }] }],
      seen: [{ atMs: 50, submissionId: 'one', verdict: 'internal-error', mark: markOf(result) }],
      rows: [{ ...row, verdict: 'internal-error', points: 0, result }],
      seenProgress: [{ userId, points: 0, completedSlugs: [] }],
      faults: Array.from({ length: faults }, (_, index) => fault(index * 10_000 + 1_000, kind)),
    };
  }

  it('is listed separately when there was a fault in each of five attempts', () => {
    const findings = verify(givenUp(5, 5));
    expect(findings.internalErrors).toMatchObject([{ submissionId: 'one', explained: true }]);
    expect(findings.internalErrors[0]?.attempts[0]?.faults).toEqual([
      'grader kill of grader-api-1',
    ]);
    expect(keepsPromises(findings)).toBe(true);
  });

  it('is wrong when there were fewer attempts, or one ended without a fault', () => {
    expect(verify(givenUp(5, 4)).wrong).toMatchObject([{ submissionId: 'one' }]);
    expect(verify(givenUp(1, 1)).wrong).toHaveLength(1);
    expect(keepsPromises(verify(givenUp(4, 4)))).toBe(false);
  });

  it('is never explained by frozen graders', () => {
    expect(verify(givenUp(5, 5, 'grader freeze')).wrong).toMatchObject([{ submissionId: 'one' }]);
  });
});
