/** Answers that were asked for before the page's scripts were there, by path; each is taken once. */
export type EarlyAnswers = Map<string, Promise<Response>>;

declare global {
  interface Window {
    /** Set by the page's early script; absent where that could not be loaded. */
    earlyAnswers?: EarlyAnswers;
  }
}

/** A `fetch` that takes the early answer to a read where there is one. */
export function fetchAfter(
  early: EarlyAnswers = new Map(),
  fetch: typeof globalThis.fetch,
): typeof fetch {
  return (input, init) => {
    const path = typeof input === 'string' && (init?.method ?? 'GET') === 'GET' ? input : '';
    const answer = early.get(path);
    early.delete(path);
    return answer ?? fetch(input, init);
  };
}
