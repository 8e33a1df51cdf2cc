/** Answers requested before the page's scripts had loaded, by path. Each is used once. */
export type EarlyAnswers = Map<string, Promise<Response>>;

/** The longest that an answer waits for the paint: a hidden page paints nothing. */
const paintWithinMs = 500;

/**
 * A `fetch` that returns the early answer to a read if there is one, after `painted`: building the
 * rest of the page would delay that paint.
 */
export function fetchAfter(
  early: EarlyAnswers,
  painted: Promise<void>,
  fetch: typeof globalThis.fetch,
): typeof fetch {
  return async (input, init) => {
    const path = typeof input === 'string' && (init?.method ?? 'GET') === 'GET' ? input : '';
    const started = early.get(path);
    if (started === undefined) return fetch(input, init);
    early.delete(path);
    const answer = await started;
    await Promise.race([painted, pause(paintWithinMs)]);
    return answer;
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
