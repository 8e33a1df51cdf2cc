/** What the console shows, bounded, so that a program that prints for ever cannot freeze the page. */
import { writable, type Readable } from 'svelte/store';

/** `typed` was asked for by input(), `source` by the prompt; `note` is a word of the page's own. */
type EntryKind = 'stdout' | 'stderr' | 'typed' | 'source' | 'note' | 'sentence';

interface ConsoleEntry {
  readonly id: number;
  readonly kind: EntryKind;
  readonly text: string;
}

interface ConsoleState {
  readonly entries: readonly ConsoleEntry[];
  /** What came first is no longer kept. */
  readonly cut: boolean;
}

export interface Console {
  readonly state: Readable<ConsoleState>;
  append(kind: EntryKind, text: string): void;
  clear(): void;
  /** Called whenever all that was appended is in the state. */
  onShown(listener: () => void): void;
  /** Shows what waits at once. */
  flush(): void;
}

export const linesMax = 2_000;
export const charactersMax = 200_000;
/** Longer texts are shown in several pieces, which are dropped one by one. */
const pieceLinesMax = 100;
const pieceMax = 8_000;

/** About a frame: what comes within is shown at once. */
const batchMs = 16;

export function createConsole(): Console {
  const nothing: ConsoleState = { entries: [], cut: false };
  const state = writable(nothing);
  let entries: ConsoleEntry[] = [];
  let cut = false;
  let nextId = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: () => void = () => undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    trim();
    state.set({ entries: [...entries], cut });
    shown();
  }

  function add(kind: EntryKind, text: string): void {
    const last = entries.at(-1);
    if (last?.kind === kind && kind !== 'note' && fits(last.text, text))
      entries[entries.length - 1] = { ...last, text: last.text + text };
    else entries.push({ id: nextId++, kind, text });
  }

  function trim(): void {
    let lines = 0;
    let characters = 0;
    let first = entries.length;
    while (first > 0) {
      const { text } = entries[first - 1] as ConsoleEntry;
      lines += countLines(text);
      characters += text.length;
      if (first < entries.length && (lines > linesMax || characters > charactersMax)) break;
      first -= 1;
    }
    if (first === 0) return;
    entries = entries.slice(first);
    cut = true;
  }

  return {
    state,
    append(kind, text) {
      if (text.length > charactersMax) cut = true;
      for (const piece of pieces(text.slice(-charactersMax))) add(kind, piece);
      // Far more than is kept: what nobody will see need not wait for the next frame.
      if (entries.length > linesMax) trim();
      timer ??= setTimeout(flush, batchMs);
    },
    clear() {
      entries = [];
      cut = false;
      flush();
    },
    onShown(listener) {
      shown = listener;
    },
    flush,
  };
}

const countLines = (text: string): number => text.split('\n').length - 1;

const fits = (before: string, text: string): boolean =>
  before.length + text.length <= pieceMax && countLines(before) + countLines(text) <= pieceLinesMax;

function* pieces(text: string): Generator<string> {
  let rest = text;
  while (rest.length > 0) {
    const lines = rest.slice(0, pieceMax).split('\n', pieceLinesMax + 1);
    const kept = lines.slice(0, pieceLinesMax).join('\n').length;
    const length = lines.length > pieceLinesMax ? kept + 1 : Math.min(rest.length, pieceMax);
    yield rest.slice(0, length);
    rest = rest.slice(length);
  }
}
