import type ResultsPanel from './results-panel.svelte';

/** Fetches the panel's chunk, once; asked for early, it comes while the page reads its data. */
export async function loadResultsPanel(): Promise<typeof ResultsPanel> {
  return (await import('./results-panel.svelte')).default;
}
