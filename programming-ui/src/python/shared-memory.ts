/**
 * The memory that page and worker share. With it the page can answer a worker that is waiting, and
 * stop one in an endless loop. 32-bit words, then the bytes of an answer:
 *
 *   0  interrupt   2 once Stop is pressed; Python checks it and resets it to 0
 *   1  wakes       counts the events that may end a wait
 *   2  answer      0 none, 1 a line, 2 the end of the input
 *   3  length      of the answer, in bytes
 *   4  shown       the number of messages that the page has shown
 */
const interruptWord = 0;
const wakesWord = 1;
const answerWord = 2;
const lengthWord = 3;
const shownWord = 4;
const wordCount = 16;
const wordsBytes = wordCount * Int32Array.BYTES_PER_ELEMENT;

const interrupt = 2;
const lineAnswer = 1;
const endAnswer = 2;

export const maxAnswerBytes = 65_536;

/** How many messages the worker may be ahead of the page. */
const maxAhead = 400;

/** Null if the page cannot share memory: an old browser, or no HTTPS. */
export function createSharedMemory(): SharedArrayBuffer | null {
  if (!globalThis.crossOriginIsolated) return null;
  return new SharedArrayBuffer(wordsBytes + maxAnswerBytes);
}

export function pageSide(memory: SharedArrayBuffer) {
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
    /** Answers input(); null is the end of the input. */
    answer(line: string | null) {
      const encoded = new TextEncoder().encode(line ?? '').subarray(0, maxAnswerBytes);
      bytes.set(encoded);
      Atomics.store(words, lengthWord, encoded.length);
      Atomics.store(words, answerWord, line === null ? endAnswer : lineAnswer);
      wake();
    },
    /** `count` is the total number of messages shown. */
    noteShown(count: number) {
      Atomics.store(words, shownWord, count);
      wake();
    },
  };
}

export type WorkerSide = ReturnType<typeof workerSide>;

export function workerSide(memory: SharedArrayBuffer) {
  const words = new Int32Array(memory, 0, wordCount);
  const bytes = new Uint8Array(memory, wordsBytes);
  const stopped = () => Atomics.load(words, interruptWord) === interrupt;

  /** Waits for the condition, for Stop, or for the time-out. */
  function waitUntil(condition: () => boolean, ms = Infinity): void {
    const until = performance.now() + ms;
    for (;;) {
      const wakes = Atomics.load(words, wakesWord);
      const leftMs = until - performance.now();
      if (condition() || stopped() || leftMs <= 0) return;
      Atomics.wait(words, wakesWord, wakes, leftMs);
    }
  }

  return {
    /** For Pyodide, which raises KeyboardInterrupt when it finds 2 there. */
    interruptBuffer: words.subarray(interruptWord, interruptWord + 1),
    /** Discards a late Stop and an unused answer. */
    clear() {
      Atomics.store(words, interruptWord, 0);
      Atomics.store(words, answerWord, 0);
    },
    /** Whether Stop was pressed; resets it. */
    takeInterrupt: () => Atomics.exchange(words, interruptWord, 0) === interrupt,
    /** Waits for an answer; null at the end of the input or when Stop is pressed. */
    waitForAnswer() {
      waitUntil(() => Atomics.load(words, answerWord) !== 0);
      const answer = Atomics.exchange(words, answerWord, 0);
      if (answer !== lineAnswer) return null;
      // TextDecoder does not accept shared memory.
      return new TextDecoder().decode(bytes.slice(0, Atomics.load(words, lengthWord)));
    },
    /** Waits, or until Stop is pressed. */
    pause(ms: number) {
      waitUntil(() => false, ms);
    },
    /** Waits while the page is too far behind this many messages, or until Stop is pressed. */
    waitForPage(sent: number) {
      waitUntil(() => sent - Atomics.load(words, shownWord) < maxAhead);
    },
  };
}
