import type { Readable } from 'svelte/store';
import { createStateStore } from '../../stores/state-store.ts';
import type { PartLoader } from '../parts/part-loader.ts';
import type { ConsolePanel, PageRun, PageRunOptions } from './page-run.ts';

interface LoadedRun extends PageRun {
  readonly ConsolePanel: typeof ConsolePanel;
}

interface RunLoaderOptions extends PageRunOptions {
  readonly parts: PartLoader;
}

export interface RunLoader {
  /** Null until the first `load`; `failed` if the chunk could not be loaded. */
  readonly state: Readable<LoadedRun | 'loading' | 'failed' | null>;
  /** Null if it could not be loaded. */
  load(): Promise<LoadedRun | null>;
  close(): void;
}

/** Loads the code for running programs on first use, and again after a failure. */
export function createRunLoader({ parts, ...options }: RunLoaderOptions): RunLoader {
  const state = createStateStore<LoadedRun | 'loading' | 'failed' | null>(null);
  let loading: Promise<LoadedRun | null> | null = null;
  let loaded: LoadedRun | null = null;
  let closed = false;

  async function fetchRun(): Promise<LoadedRun | null> {
    state.set('loading');
    try {
      const { createPageRun, ConsolePanel } = await parts.load(() => import('./page-run.ts'));
      if (closed) return null;
      loaded = { ...createPageRun(options), ConsolePanel };
      state.set(loaded);
      return loaded;
    } catch {
      loading = null;
      state.set('failed');
      return null;
    }
  }

  return {
    state,
    load: () => (loading ??= fetchRun()),
    close() {
      closed = true;
      loaded?.run.close();
    },
  };
}
