import { readonly, writable } from 'svelte/store';
import { copyText } from './clipboard.ts';

const shownMs = 1800;

/** Copies texts and shows the outcome for a moment; null before and after. */
export function createCopying() {
  const outcome = writable<'copied' | 'failed' | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    outcome: readonly(outcome),
    copy: async (text: string): Promise<void> => {
      outcome.set((await copyText(text)) ? 'copied' : 'failed');
      clearTimeout(timer);
      timer = setTimeout(() => outcome.set(null), shownMs);
    },
  };
}
