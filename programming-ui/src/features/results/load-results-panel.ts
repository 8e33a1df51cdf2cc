import type ResultsPanel from './results-panel.svelte';

/** Fetches the panel's chunk, once. */
export async function loadResultsPanel(): Promise<typeof ResultsPanel> {
  return (await import('./results-panel.svelte')).default;
}
