import type { Chance } from '@touchstone/chaos/random';
import type { Page } from 'playwright-core';

/** Who types at the end of a text, and knows when each key was pressed. */
export interface Typist {
  /** What has been typed, from the text that it began with. */
  readonly text: string;
  /** What must not be lost at this moment, by `performance.now()`. */
  olderThanOneSecond(nowMs: number): string;
  /** Presses keys, with pauses, for so long. */
  type(page: Page, forMs: number): Promise<void>;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789äß';
const lineLength = 70;

/** No line begins with a space: the editor would indent the next one like it, by itself. */
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
