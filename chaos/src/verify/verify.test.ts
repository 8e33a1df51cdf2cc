import type { Result, Verdict } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import type { RowChange } from '../database/audit.ts';
import { markOf, type KnownSubmission, type Story } from '../students/story.ts';
import type { Fault, RunRecord } from './run-record.ts';
import { holds, verify } from './verify.ts';

const userId = 'user-1';
const code = '# number 0\n';

const resultOf = (verdict: Verdict, wallMs = 20): Result => ({
  ...{ verdict, correct: verdict === 'passed', points: verdict === 'passed' ? 40 : 0 },
  ...{ tests: [], output: '', wallMs, cpuMs: 10, peakMemoryBytes: 1 },
});

const change = (from: string | null, to: string | null, attempt = 1, atMs = 0): RowChange => ({
  ...{ atMs, submissionId: 'one', from, to, attempt, verdict: null },
});

/** A run of one submission, `one`, in which every promise held. */
function heldRun() {
  const result = resultOf('passed');
  const submission: KnownSubmission = {
    ...{ id: 'one', how: 'accepted', handedInAtMs: 0 },
    told: { atMs: 50, by: 'event', verdict: 'passed', points: 40 },
  };
  const story: Story = {
    planned: {
      ...{ number: 7, user: 0, slug: 'double', program: 'right', code, meeting: null },
      verdict: 'passed',
    },
    ...{ userId, submissions: [submission], unanswered: 0, notes: [] },
  };
  const row = {
    ...{ id: 'one', userId, slug: 'double', code, status: 'graded', attempt: 1, result },
    ...{ verdict: 'passed', points: 40, reusedFrom: null, createdAtMs: 0 },
  };
  return {
    ...{ story, submission, row, result },
    record: {
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
      ...{ faults: [], leftOver: [] },
    } satisfies RunRecord as RunRecord,
  };
}

describe('a run', () => {
  it('holds when each accepted submission has one result, the known one, and its user was told', () => {
    const findings = verify(heldRun().record);
    expect(findings).toMatchObject({ accepted: 1, graded: 1, unasked: 0, internalErrors: [] });
    expect(holds(findings)).toBe(true);
  });

  it('has lost a submission that the database does not have', () => {
    const findings = verify({ ...heldRun().record, rows: [] });
    expect(findings.lost).toMatchObject([{ submissionId: 'one', number: 7 }]);
    expect(holds(findings)).toBe(false);
  });

  it('has lost a submission without a result, also one that no user knows of', () => {
    const { record, row } = heldRun();
    const stuck = { ...row, status: 'grading', verdict: null, result: null };
    expect(verify({ ...record, rows: [stuck] }).lost).toMatchObject([
      { submissionId: 'one', why: 'still grading, attempt 1' },
    ]);
    const unknown = { ...stuck, id: 'two' };
    const findings = verify({ ...record, rows: [row, unknown] });
    expect(findings.lost).toMatchObject([{ submissionId: 'two' }]);
  });

  it('has doubled a submission that changed after it was graded', () => {
    const { record } = heldRun();
    const changes = [...record.changes, change('graded', 'graded', 2)];
    const findings = verify({ ...record, changes });
    expect(findings.doubled).toMatchObject([{ submissionId: 'one', number: 7 }]);
    expect(holds(findings)).toBe(false);
    const deleted = [...record.changes, change('graded', null)];
    expect(verify({ ...record, changes: deleted }).doubled).toHaveLength(1);
  });

  it('has doubled a submission that somebody saw with another result than the one stored', () => {
    const { record, row } = heldRun();
    const rows = [{ ...row, result: resultOf('passed', 21) }];
    expect(verify({ ...record, rows }).doubled).toMatchObject([{ submissionId: 'one' }]);
  });

  it('has doubled a submission that was accepted once more than was tried', () => {
    const { record, row, story } = heldRun();
    const rows = [row, { ...row, id: 'two' }];
    expect(verify({ ...record, rows }).doubled).toMatchObject([{ submissionId: 'two', number: 7 }]);
    const tried = [{ ...story, unanswered: 1 }];
    const findings = verify({ ...record, rows, stories: tried });
    expect(findings).toMatchObject({ doubled: [], accepted: 2, unasked: 1 });
    const thrice = [...rows, { ...row, id: 'three' }];
    expect(verify({ ...record, rows: thrice, stories: tried }).doubled).toHaveLength(1);
  });

  it('is wrong about a submission with another verdict than the known one', () => {
    const { record, row } = heldRun();
    const findings = verify({ ...record, rows: [{ ...row, verdict: 'timeout' }] });
    expect(findings.wrong).toMatchObject([
      { submissionId: 'one', why: 'timeout instead of passed' },
    ]);
    expect(holds(findings)).toBe(false);
  });

  it('has not told a user who never got the result, or could never hand in', () => {
    const { record, story, submission } = heldRun();
    const waiting = [{ ...story, submissions: [{ ...submission, told: null }] }];
    const findings = verify({ ...record, stories: waiting });
    expect(findings.untold).toMatchObject([{ submissionId: 'one', number: 7 }]);
    expect(holds(findings)).toBe(false);
    const refused = [{ ...story, submissions: [] }];
    expect(verify({ ...record, stories: refused }).untold).toMatchObject([{ number: 7 }]);
  });

  it('does not hold when something is left over', () => {
    const findings = verify({ ...heldRun().record, leftOver: ['process 7 (bwrap)'] });
    expect(findings.leftOver).toHaveLength(1);
    expect(holds(findings)).toBe(false);
  });
});

describe('points', () => {
  it('have to follow from the verdicts in the database', () => {
    const { record } = heldRun();
    const missing = verify({ ...record, progress: [] });
    expect(missing.mispointed).toHaveLength(1);
    expect(holds(missing)).toBe(false);
    const tooMany = [{ userId, slug: 'double', points: 80, completed: true }];
    expect(verify({ ...record, progress: tooMany }).mispointed).toHaveLength(1);
  });

  it('have to be right on the page and in the event that told them', () => {
    const { record, story, submission } = heldRun();
    const seenProgress = [{ userId, points: 0, completedSlugs: [] }];
    expect(verify({ ...record, seenProgress }).mispointed).toHaveLength(1);
    expect(verify({ ...record, seenProgress: [] }).mispointed).toHaveLength(1);
    const told = { atMs: 50, by: 'event', verdict: 'passed', points: 80 } as const;
    const stories = [{ ...story, submissions: [{ ...submission, told }] }];
    expect(verify({ ...record, stories }).mispointed).toMatchObject([{ submissionId: 'one' }]);
  });
});

describe('an internal-error', () => {
  const fault = (atMs: number, kind: Fault['kind']): Fault => ({
    ...{ kind, process: 'grader-api-1', atMs, endedAtMs: atMs + 100 },
  });

  /** Given up after so many attempts, one every ten seconds, with a fault in each of the first. */
  function givenUp(
    attempts: number,
    faults: number,
    kind: Fault['kind'] = 'grader kill',
  ): RunRecord {
    const { record, row, story, submission } = heldRun();
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
    const told = { atMs: 50, by: 'event', verdict: 'internal-error', points: 0 } as const;
    return {
      ...{ ...record, changes, progress: [] },
      stories: [{ ...story, submissions: [{ ...submission, told }] }],
      seen: [{ atMs: 50, submissionId: 'one', verdict: 'internal-error', mark: markOf(result) }],
      rows: [{ ...row, verdict: 'internal-error', points: 0, result }],
      seenProgress: [{ userId, points: 0, completedSlugs: [] }],
      faults: Array.from({ length: faults }, (_, index) => fault(index * 10_000 + 1_000, kind)),
    };
  }

  it('is listed apart when something broke in each of five attempts', () => {
    const findings = verify(givenUp(5, 5));
    expect(findings.internalErrors).toMatchObject([{ submissionId: 'one', explained: true }]);
    expect(findings.internalErrors[0]?.attempts[0]?.faults).toEqual([
      'grader kill of grader-api-1',
    ]);
    expect(holds(findings)).toBe(true);
  });

  it('is wrong when fewer attempts were made, or one of them ended without a fault', () => {
    expect(verify(givenUp(5, 4)).wrong).toMatchObject([{ submissionId: 'one' }]);
    expect(verify(givenUp(1, 1)).wrong).toHaveLength(1);
    expect(holds(verify(givenUp(4, 4)))).toBe(false);
  });

  it('is never explained by graders that were frozen', () => {
    expect(verify(givenUp(5, 5, 'grader freeze')).wrong).toMatchObject([{ submissionId: 'one' }]);
  });
});
