interface Rest {
  /** Does the work once nobody has asked for it for a moment. */
  later: () => void;
  now: () => void;
  stop: () => void;
}

/** Lets typing rest before the server searches. */
export function createRest(work: () => void, restMs = 300): Rest {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    later() {
      stop();
      timer = setTimeout(work, restMs);
    },
    now() {
      stop();
      work();
    },
    stop,
  };
}
