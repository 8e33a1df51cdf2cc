import { setTimeout } from 'node:timers/promises';

/** Runs `concurrency` pieces of work at a time for `seconds`; resolves to the time of each, in ms. */
export async function keepBusy(
  options: { concurrency: number; seconds: number },
  work: (worker: number) => Promise<number>,
): Promise<{ millis: number[]; perSecond: number }> {
  const began = performance.now();
  const endsAt = began + options.seconds * 1000;
  const millis: number[] = [];
  const worker = async (_: unknown, index: number): Promise<void> => {
    while (performance.now() < endsAt) millis.push(await work(index));
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  return { millis, perSecond: millis.length / ((performance.now() - began) / 1000) };
}

/**
 * Starts work at a steady rate, whether or not earlier work has finished, so that a server that falls
 * behind shows. Resolves to the time of each, in ms.
 */
export async function atRate(
  options: { perSecond: number; seconds: number },
  work: (index: number) => Promise<number>,
): Promise<number[]> {
  const began = performance.now();
  const count = Math.max(1, Math.round(options.perSecond * options.seconds));
  const running: Promise<number>[] = [];
  for (let index = 0; index < count; index++) {
    const dueInMs = began + (index * 1000) / options.perSecond - performance.now();
    if (dueInMs > 1) await setTimeout(dueInMs);
    running.push(work(index));
  }
  return Promise.all(running);
}
