import { writable, type Readable } from 'svelte/store';
import type { PartLoader } from '../parts/part-loader.ts';
import type { ConsolePanel, PageRun, PageRunOptions } from './page-run.ts';

interface LoadedRun extends PageRun {
  readonly ConsolePanel: typeof ConsolePanel;
}

interface LazyRunOptions extends PageRunOptions {
  readonly parts: PartLoader;
}

export interface LazyRun {
  /** Null until it is first asked for; `failed` when its script does not come. */
  readonly state: Readable<LoadedRun | 'loading' | 'failed' | null>;
  /** Null when it does not come. */
  load(): Promise<LoadedRun | null>;
  close(): void;
}

/** Fetches what running needs when it is first asked for, and again after a failure. */
export function createLazyRun({ parts, ...options }: LazyRunOptions): LazyRun {
  const state = writable<LoadedRun | 'loading' | 'failed' | null>(null);
  let loading: Promise<LoadedRun | null> | null = null;
  let loaded: LoadedRun | null = null;
  let closed = false;

  async function fetchIt(): Promise<LoadedRun | null> {
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
    load: () => (loading ??= fetchIt()),
    close() {
      closed = true;
      loaded?.run.close();
    },
  };
}
