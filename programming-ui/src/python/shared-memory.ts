/**
 * The memory that page and worker share, so that a worker that waits, or is in a loop for ever, can
 * be answered and stopped. Words of 32 bits, then the bytes of an answer:
 *
 *   0  interrupt   2 once Stop is pressed; Python looks here itself, and makes it 0
 *   1  wakes       counts what may end a wait
 *   2  answer      0 none, 1 a line, 2 the end of the input
 *   3  length      of the answer, in bytes
 *   4  shown       how many reports the page has taken
 */
const interruptWord = 0;
const wakesWord = 1;
const answerWord = 2;
const lengthWord = 3;
const shownWord = 4;
const wordCount = 16;
const wordsBytes = wordCount * Int32Array.BYTES_PER_ELEMENT;

const interrupt = 2;
const aLine = 1;
const theEnd = 2;

export const answerMaxBytes = 65_536;

/** How many reports the worker may be ahead of the page. */
const aheadMax = 400;

/** Null where pages get none: an old browser, or an address without encryption. */
export function createSharedMemory(): SharedArrayBuffer | null {
  if (!globalThis.crossOriginIsolated) return null;
  return new SharedArrayBuffer(wordsBytes + answerMaxBytes);
}

export interface PageSide {
  interrupt(): void;
  /** What input() gives; null for the end of the input. */
  answer(line: string | null): void;
  /** The page has taken so many reports in all. */
  noteShown(count: number): void;
}

export function pageSide(memory: SharedArrayBuffer): PageSide {
  const words = new Int32Array(memory, 0, wordCount);
  const bytes = new Uint8Array(memory, wordsBytes);
  const wake = () => {
    Atomics.add(words, wakesWord, 1);
    Atomics.notify(words, wakesWord);
  };
  return {
    interrupt() {
      Atomics.store(words, interruptWord, interrupt);
      wake();
    },
    answer(line) {
      const encoded = new TextEncoder().encode(line ?? '').subarray(0, answerMaxBytes);
      bytes.set(encoded);
      Atomics.store(words, lengthWord, encoded.length);
      Atomics.store(words, answerWord, line === null ? theEnd : aLine);
      wake();
    },
    noteShown(count) {
      Atomics.store(words, shownWord, count);
      wake();
    },
  };
}

export interface WorkerSide {
  /** For Pyodide, which raises KeyboardInterrupt when it finds 2 there. */
  readonly interruptBuffer: Int32Array;
  /** Forgets a Stop that came too late, and an answer that nobody asked for. */
  clear(): void;
  /** Whether Stop has been pressed; not again for the same press. */
  takeInterrupt(): boolean;
  /** Waits for an answer; null at the end of the input, and when Stop is pressed. */
  waitForAnswer(): string | null;
  /** Waits, at most until Stop is pressed. */
  pause(ms: number): void;
  /** Waits while the page is far behind this many reports, at most until Stop is pressed. */
  waitForPage(sent: number): void;
}

export function workerSide(memory: SharedArrayBuffer): WorkerSide {
  const words = new Int32Array(memory, 0, wordCount);
  const bytes = new Uint8Array(memory, wordsBytes);
  const stopped = () => Atomics.load(words, interruptWord) === interrupt;

  /** Until it is so, Stop is pressed, or the time is up. */
  function waitUntil(isSo: () => boolean, ms = Infinity): void {
    const until = performance.now() + ms;
    for (;;) {
      const wakes = Atomics.load(words, wakesWord);
      const leftMs = until - performance.now();
      if (isSo() || stopped() || leftMs <= 0) return;
      Atomics.wait(words, wakesWord, wakes, leftMs);
    }
  }

  return {
    interruptBuffer: words.subarray(interruptWord, interruptWord + 1),
    clear() {
      Atomics.store(words, interruptWord, 0);
      Atomics.store(words, answerWord, 0);
    },
    takeInterrupt: () => Atomics.exchange(words, interruptWord, 0) === interrupt,
    waitForAnswer() {
      waitUntil(() => Atomics.load(words, answerWord) !== 0);
      const answer = Atomics.exchange(words, answerWord, 0);
      if (answer !== aLine) return null;
      // A decoder takes no shared bytes.
      return new TextDecoder().decode(bytes.slice(0, Atomics.load(words, lengthWord)));
    },
    pause(ms) {
      waitUntil(() => false, ms);
    },
    waitForPage(sent) {
      waitUntil(() => sent - Atomics.load(words, shownWord) < aheadMax);
    },
  };
}
