import type { Chance } from '@touchstone/chaos/random';
import type { Page } from '@playwright/test';

/** Types at the end of a text, and notes when each key was pressed. */
export interface Typist {
  /** The text at the start, and all that was typed since. */
  readonly text: string;
  /** What must not be lost at this moment, by `performance.now()`. */
  olderThanOneSecond(nowMs: number): string;
  /** Presses keys, with pauses, for this long. */
  type(page: Page, forMs: number): Promise<void>;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789äß';
const lineLength = 70;

/** No line starts with a space: the editor would indent the next line, too. */
function nextKey(text: string, chance: Chance): string {
  const column = text.length - 1 - text.lastIndexOf('\n');
  if (column >= lineLength) return '\n';
  const keys = column === 0 ? letters : `${letters} `;
  return keys[chance.below(keys.length)] ?? 'x';
}

export function createTypist(begun: string, chance: Chance): Typist {
  let text = begun;
  const pressed: { readonly atMs: number; readonly text: string }[] = [];
  return {
    get text() {
      return text;
    },
    olderThanOneSecond(nowMs) {
      return pressed.findLast(({ atMs }) => atMs <= nowMs - 1000)?.text ?? begun;
    },
    async type(page, forMs) {
      const endMs = performance.now() + forMs;
      while (performance.now() < endMs) {
        const key = nextKey(text, chance);
        await (key === '\n' ? page.keyboard.press('Enter') : page.keyboard.insertText(key));
        text += key;
        pressed.push({ atMs: performance.now(), text });
        await new Promise((resolve) => setTimeout(resolve, chance.below(90)));
      }
    },
  };
}
