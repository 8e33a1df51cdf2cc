/** Answers that were asked for before the page's scripts were there, by path; each is taken once. */
export type EarlyAnswers = Map<string, Promise<Response>>;

/** How long an answer that has come waits at most: a page out of sight paints nothing. */
const paintWithinMs = 500;

/**
 * A `fetch` that takes the early answer to a read where there is one, after `painted`: to make the
 * rest of the page would put off what is just being painted.
 */
export function fetchAfter(
  early: EarlyAnswers,
  painted: Promise<void>,
  fetch: typeof globalThis.fetch,
): typeof fetch {
  return async (input, init) => {
    const path = typeof input === 'string' && (init?.method ?? 'GET') === 'GET' ? input : '';
    const begun = early.get(path);
    if (begun === undefined) return fetch(input, init);
    early.delete(path);
    const answer = await begun;
    await Promise.race([painted, pause(paintWithinMs)]);
    return answer;
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
