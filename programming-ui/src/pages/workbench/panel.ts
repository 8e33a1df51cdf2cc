import type { Snippet } from 'svelte';

/** One of the panels that share the results' side. All stay mounted; one is shown. */
export interface Panel {
  readonly id: string;
  readonly label: string;
  readonly content: Snippet;
}

/** What a screen that has room for one pane shows: the handout, the code, or a panel. */
export type View = 'handout' | 'code' | 'panels';
