import type { Classroom } from './classroom.ts';

interface NewProgram {
  readonly assignmentId: string;
  readonly code: string;
}

/** Hands in, and follows to the verdict; resolves to milliseconds, or null if the server refused it. */
export async function untilVerdict(
  classroom: Classroom,
  student: number,
  { assignmentId, code }: NewProgram,
): Promise<number | null> {
  const began = performance.now();
  const { receipt } = await classroom.handIn(student, assignmentId, code);
  if (receipt === null) return null;
  await classroom.follow(student, receipt.submissionId);
  return performance.now() - began;
}

/** Rejects if the server refused it. */
export async function surelyUntilVerdict(
  ...args: Parameters<typeof untilVerdict>
): Promise<number> {
  const ms = await untilVerdict(...args);
  if (ms === null) throw new Error('A submission was refused.');
  return ms;
}
