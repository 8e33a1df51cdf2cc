/** Calls `read` again only if its last answer is older than `keepMs`; a failure is not kept. */
export function keepFor<T>(keepMs: number, read: () => Promise<T>): () => Promise<T> {
  let latest: { atMs: number; answer: Promise<T> } | null = null;
  return () => {
    const nowMs = performance.now();
    if (latest !== null && nowMs - latest.atMs <= keepMs) return latest.answer;
    const current = { atMs: nowMs, answer: read() };
    latest = current;
    current.answer.catch(() => {
      if (latest === current) latest = null;
    });
    return current.answer;
  };
}
