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

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789äß ';
const lineLength = 70;

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
        const lineIsFull = text.length - text.lastIndexOf('\n') > lineLength;
        const key = lineIsFull ? '\n' : (letters[chance.below(letters.length)] ?? 'x');
        await (key === '\n' ? page.keyboard.press('Enter') : page.keyboard.insertText(key));
        text += key;
        pressed.push({ atMs: performance.now(), text });
        await new Promise((resolve) => setTimeout(resolve, chance.below(90)));
      }
    },
  };
}
