import { writable, type Readable } from 'svelte/store';
import { copyText } from './clipboard.ts';

const shownMs = 1800;

/** Copies texts and tells for a moment how it went; null before and after. */
export interface Copying {
  readonly outcome: Readable<'copied' | 'failed' | null>;
  readonly copy: (text: string) => Promise<void>;
}

export function createCopying(): Copying {
  const outcome = writable<'copied' | 'failed' | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    outcome,
    async copy(text) {
      outcome.set((await copyText(text)) ? 'copied' : 'failed');
      clearTimeout(timer);
      timer = setTimeout(() => outcome.set(null), shownMs);
    },
  };
}
