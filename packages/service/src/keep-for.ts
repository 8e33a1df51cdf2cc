/** Asks again only when the last answer is older than `keepMs`; a failure is not kept. */
export function keepFor<T>(keepMs: number, ask: () => Promise<T>): () => Promise<T> {
  let latest: { atMs: number; answer: Promise<T> } | null = null;
  return () => {
    const nowMs = performance.now();
    if (latest !== null && nowMs - latest.atMs <= keepMs) return latest.answer;
    const asked = { atMs: nowMs, answer: ask() };
    latest = asked;
    asked.answer.catch(() => {
      if (latest === asked) latest = null;
    });
    return asked.answer;
  };
}
