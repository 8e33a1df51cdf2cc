/** The console's text, limited, so that a program that prints endlessly cannot freeze the page. */
import type { Readable } from 'svelte/store';
import { createStateStore } from '../../stores/state-store.ts';

/** `typed` answers input(), `source` was typed at the prompt, `note` is from the page itself. */
type EntryKind = 'stdout' | 'stderr' | 'typed' | 'source' | 'note' | 'sentence';

interface ConsoleEntry {
  readonly id: number;
  readonly kind: EntryKind;
  readonly text: string;
}

interface ConsoleState {
  readonly entries: readonly ConsoleEntry[];
  /** Earlier text was dropped. */
  readonly cut: boolean;
}

export interface Console {
  readonly state: Readable<ConsoleState>;
  append(kind: EntryKind, text: string): void;
  clear(): void;
  /** Called whenever the state has caught up with what was appended. */
  onShown(listener: () => void): void;
  /** Updates the state at once. */
  flush(): void;
}

export const maxLines = 2_000;
export const maxCharacters = 200_000;
/** Longer texts are split into pieces, which are dropped one by one. */
const maxPieceLines = 100;
const maxPieceCharacters = 8_000;

/** About one frame: text that arrives within it is shown together. */
const batchMs = 16;

export function createConsole(): Console {
  const state = createStateStore<ConsoleState>({ entries: [], cut: false });
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
      if (first < entries.length && (lines > maxLines || characters > maxCharacters)) break;
      first -= 1;
    }
    if (first === 0) return;
    entries = entries.slice(first);
    cut = true;
  }

  return {
    state,
    append(kind, text) {
      if (text.length > maxCharacters) cut = true;
      for (const piece of pieces(text.slice(-maxCharacters))) add(kind, piece);
      // Far beyond the limit: drop what will never be shown before the next frame.
      if (entries.length > maxLines) trim();
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
  before.length + text.length <= maxPieceCharacters &&
  countLines(before) + countLines(text) <= maxPieceLines;

function* pieces(text: string): Generator<string> {
  let rest = text;
  while (rest.length > 0) {
    const lines = rest.slice(0, maxPieceCharacters).split('\n', maxPieceLines + 1);
    const fitting = lines.slice(0, maxPieceLines).join('\n').length;
    const length =
      lines.length > maxPieceLines ? fitting + 1 : Math.min(rest.length, maxPieceCharacters);
    yield rest.slice(0, length);
    rest = rest.slice(length);
  }
}
