import { describe, expect, it } from 'vitest';
import { graded, gradingResult, testResult } from '../../testing/submissions.ts';
import type { HandInPhase, HandInState } from './hand-in.ts';
import { statusText } from './status-text.ts';

const state = (part: Partial<HandInState>): HandInState => ({
  phase: { kind: 'ready' },
  shown: null,
  fresh: false,
  notice: null,
  ...part,
});
const common = { receivedAt: '2026-12-04T15:00:00.000Z', connected: true, other: false } as const;
const queued = { kind: 'queued', position: 3, seconds: null, ...common } as const;

describe('the sentence of the live region', () => {
  it.each<[string, HandInPhase]>([
    ['Handing in…', { kind: 'sending' }],
    ['Queued, 3 ahead of you', queued],
    ['Queued, you are next…', { ...queued, position: 0 }],
    ['Grading…', { kind: 'grading', ...common }],
  ])('is "%s"', (sentence, phase) => {
    expect(statusText(state({ phase }))).toBe(sentence);
  });

  it('says that it reconnects after a lost connection', () => {
    expect(statusText(state({ phase: { ...queued, connected: false } }))).toContain(
      'Reconnecting…',
    );
  });

  it('names the request of a server error', () => {
    const refusal = { kind: 'other', detail: 'The fault is ours', requestId: 'r-7' } as const;
    expect(statusText(state({ phase: { kind: 'refused', refusal } }))).toContain('r-7');
  });

  it('reports a new result with the number of tests that passed', () => {
    const tests = [testResult(), testResult({ outcome: 'failed' })];
    const shown = graded({ result: gradingResult({ tests }) });
    expect(statusText(state({ shown, fresh: true }))).toBe('Not there yet. 1 of 2 tests passed.');
  });

  it('is silent on a result that was there when the page opened', () => {
    expect(statusText(state({ shown: graded() }))).toBe('');
  });
});
