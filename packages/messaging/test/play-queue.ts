import { randomUUID } from 'node:crypto';
import { emptyingMs } from '../src/lanes.ts';
import type { SubmissionStream } from '../src/port.ts';

/** Some seconds in which students hand in steadily, and one slot grades each program in `gradingMs`. */
export interface Phase {
  readonly assignmentId: string;
  readonly seconds: number;
  readonly perSecond: number;
  readonly gradingMs: number;
  /** Nobody reads how long they wait. */
  readonly unseen?: boolean;
}

/** How long a program still waited when somebody read the time, and what was told. */
export interface Wait {
  readonly toldMs: number;
  readonly realMs: number;
}

/**
 * Plays the phases on a clock that only `passTime` moves. Each second, the newest program and the one in the middle
 * of the queue read how long they wait; what was told of those that were graded by the end is returned.
 */
export async function playQueue(
  deps: {
    add: Pick<SubmissionStream, 'add'>;
    read: Pick<SubmissionStream, 'consumer' | 'lanes' | 'positions'>;
    passTime: (ms: number) => Promise<void>;
  },
  phases: readonly Phase[],
): Promise<Wait[]> {
  const { add, read, passTime } = deps;
  const consumer = read.consumer('grader');
  const waiting: string[] = [];
  const told: { submissionId: string; atMs: number; toldMs: number }[] = [];
  const gradedAtMs = new Map<string, number>();
  let nowMs = 0;

  const readWait = async (submissionId: string | undefined): Promise<void> => {
    if (submissionId === undefined) return;
    const [[place], lanes] = await Promise.all([read.positions([submissionId]), read.lanes()]);
    if (!place) return;
    const toldMs = emptyingMs({ ...lanes[place.lane], length: place.position + 1 });
    if (toldMs !== null) told.push({ submissionId, atMs: nowMs, toldMs });
  };

  for (const { assignmentId, seconds, perSecond, gradingMs, unseen = false } of phases) {
    const beganMs = nowMs;
    let added = 0;
    let nextReadMs = beganMs;
    while (nowMs < beganMs + 1000 * seconds) {
      const due = Math.floor(((nowMs - beganMs) / 1000) * perSecond) - added;
      const fresh = Array.from({ length: due }, () => randomUUID());
      await Promise.all(
        fresh.map((submissionId) => add.add({ submissionId, assignmentId, attempt: 0 })),
      );
      added += due;
      waiting.push(...fresh);
      if (!unseen && nowMs >= nextReadMs) {
        nextReadMs += 1000;
        await readWait(waiting.at(-1));
        await readWait(waiting[Math.floor(waiting.length / 2)]);
      }
      const [delivery] = waiting.length === 0 ? [] : await consumer.take(1, { waitMs: 5_000 });
      await passTime(gradingMs);
      nowMs += gradingMs;
      if (delivery === undefined) continue;
      await consumer.acknowledge(delivery, gradingMs);
      const { submissionId } = delivery.entry;
      gradedAtMs.set(submissionId, nowMs);
      waiting.splice(waiting.indexOf(submissionId), 1);
    }
  }
  await consumer.close();
  return told.flatMap(({ submissionId, atMs, toldMs }) => {
    const graded = gradedAtMs.get(submissionId);
    return graded === undefined ? [] : [{ toldMs, realMs: graded - atMs }];
  });
}
