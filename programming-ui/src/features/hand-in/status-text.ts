import { messages } from '../../messages.ts';
import type { Refusal } from './answers.ts';
import type { HandInState } from './hand-in.ts';

/** The text of the live region: the state of handing in, '' when there is nothing to report. */
export function statusText({ phase, shown, fresh, notice }: HandInState): string {
  const text = messages.handIn;
  switch (phase.kind) {
    case 'sending':
      return text.sending;
    case 'waiting':
      return text.waiting[phase.reason];
    case 'queued':
    case 'grading': {
      if (!phase.connected) return text.reconnecting;
      if (phase.other) return text.other;
      if (phase.kind === 'grading') return text.grading;
      if (phase.position === null) return text.queuedUnknown;
      return phase.position === 0 ? text.queuedFirst : text.queued(phase.position);
    }
    case 'refused':
      return refusalText(phase.refusal);
    case 'ready':
      break;
  }
  if (notice === 'submission-lost') return text.submissionLost;
  if (fresh && shown?.status === 'held') return text.held;
  const result = shown?.result ?? null;
  if (!fresh || result === null) return '';
  const { verdict, tests } = result;
  const sentence = messages.results.verdict[verdict];
  if (verdict !== 'failed') return sentence;
  const passed = tests.filter(({ outcome }) => outcome === 'passed').length;
  return `${sentence} ${messages.results.testsPassed(passed, tests.length)}.`;
}

function refusalText(refusal: Refusal): string {
  const text = messages.handIn;
  if (refusal.kind === 'too-large-together') return text.tooLargeTogether(refusal.bytes);
  if (refusal.kind !== 'other') return text.refused[refusal.kind];
  const sentence = text.refusedOther(refusal.detail);
  return refusal.requestId === null ? sentence : `${sentence} ${text.requestId(refusal.requestId)}`;
}
