import type HistoryPanel from './history-panel.svelte';

/** Fetches the panel's chunk when the history is first looked at. */
export async function loadHistoryPanel(): Promise<typeof HistoryPanel> {
  return (await import('./history-panel.svelte')).default;
}
