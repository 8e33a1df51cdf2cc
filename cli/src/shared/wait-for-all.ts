/**
 * Like Promise.all, but rejects only after all have settled: what the others opened in the meantime can
 * then be closed.
 */
export async function waitForAll<const T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
