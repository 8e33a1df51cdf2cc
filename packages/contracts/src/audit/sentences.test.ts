import { describe, expect, test } from 'vitest';
import { auditSentence, type AuditNames } from './index.ts';

const names: AuditNames = {
  who: 'Grace Hopper',
  whom: null,
  assignment: 'Loops',
  course: 'Python',
  writeMoment: (moment) => `<${moment}>`,
};

describe('the sentence of an entry of the audit log', () => {
  test('names who did what for whom', () => {
    const details = { assignmentId: '1', opens: null, due: '2026-12-03', closes: '2026-12-04' };
    const moved = { action: 'change-dates', details };
    expect(auditSentence(moved, { ...names, whom: 'Ada' })).toBe(
      'Grace Hopper moved the due date of Loops for Ada to <2026-12-03>, and the closing of Loops for Ada to <2026-12-04>',
    );
    const forGroup = { ...details, closes: null, for: { kind: 'group', group: 'B' } };
    expect(auditSentence({ ...moved, details: forGroup }, names)).toBe(
      'Grace Hopper moved the due date of Loops for group B to <2026-12-03>',
    );
    const forAll = { action: 'remove-dates', details: { assignmentId: '1', for: { kind: 'all' } } };
    expect(auditSentence(forAll, names)).toBe(
      'Grace Hopper ended the other dates of Loops for all',
    );
  });

  test('is readable for an action that this version does not know, also one named like a built-in', () => {
    const unknown = { action: 'release-verdicts', details: { anything: [1] } };
    expect(auditSentence(unknown, { ...names, whom: 'Ada' })).toBe(
      'Grace Hopper: release verdicts (Ada, Loops)',
    );
    expect(
      auditSentence({ action: 'constructor', details: {} }, { ...names, assignment: null }),
    ).toBe('Grace Hopper: constructor');
  });
});
