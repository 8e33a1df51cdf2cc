import { toError } from '@touchstone/runtime/errors';

/** A set of handlers; one that throws does not stop the others. */
export interface Handlers<H> {
  add(handler: H): () => void;
  each(call: (handler: H) => void): void;
}

export function createHandlers<H>(onError: (error: Error) => void): Handlers<H> {
  // Wrapped, so that a handler added twice is called twice and removed once.
  const entries = new Set<{ handler: H }>();
  return {
    add(handler) {
      const entry = { handler };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    each(call) {
      for (const { handler } of [...entries]) {
        try {
          call(handler);
        } catch (error) {
          onError(toError(error));
        }
      }
    },
  };
}
