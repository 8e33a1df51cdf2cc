/**
 * Waits for all, as Promise.all, but rejects only when each has settled: what the others opened
 * meanwhile is then there to be closed.
 */
export async function together<const T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
