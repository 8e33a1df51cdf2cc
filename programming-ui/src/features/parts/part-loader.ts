/**
 * Loads the parts of the page that are fetched on demand:
 *
 *   load --it comes--> the part
 *        --it does not, and the server has another page now--> the page is reloaded, once
 *        --it does not--> tried again, twice --still not--> rejected
 *
 * Browsers fetch a module again that failed to come (whatwg/html#10327, since 2026). An older one
 * remembers the failure: then only reloading the page helps, which the sentence beside it offers.
 */
import type { TextStore } from '../../browser/text-store.ts';

export interface PartLoader {
  load<Part>(fetchPart: () => Promise<Part>): Promise<Part>;
  /** Calls back before the page is reloaded, to keep the typed code; returns how to stop. */
  onReload(listener: () => void): () => void;
}

export interface PartLoaderOptions {
  /** Fetches again the style sheets that did not come with a part. */
  readonly refetchStyles: () => Promise<void>;
  /** The name of this page's own script, which differs from one release to the next. */
  readonly release: string;
  /** The page as the server has it now; rejects while the server does not answer. */
  readonly readPage: () => Promise<string>;
  readonly reload: () => void;
  /** Where drafts are kept. */
  readonly store: Pick<TextStore, 'keepsAll'>;
  /** Of this tab alone, for as long as it is open. */
  readonly tabStore: Pick<TextStore, 'read' | 'write'>;
  readonly pause?: (ms: number) => Promise<void>;
}

const pausesMs = [400, 2_000];
const moduleScript = /<script type="module"[^>]* src=/;
const reloadedKey = 'touchstone:reloaded-from';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createPartLoader(options: PartLoaderOptions): PartLoader {
  const { release, store, tabStore, pause = wait } = options;
  const listeners = new Set<() => void>();

  async function isUpgraded(): Promise<boolean> {
    try {
      const page = await options.readPage();
      // A page of somebody else's, such as a hotel's, is no upgrade.
      return moduleScript.test(page) && !page.includes(release);
    } catch {
      return false;
    }
  }

  /** At most once from each release, also when servers of two releases answer in turns. */
  function reloadOnce(): void {
    const before = tabStore.read(reloadedKey)?.split('\n') ?? [];
    if (before.includes(release)) return;
    for (const listener of listeners) listener();
    // What this browser does not keep would be lost.
    if (store.keepsAll() && tabStore.write(reloadedKey, [...before, release].join('\n')))
      options.reload();
  }

  async function fetchAgain<Part>(fetchPart: () => Promise<Part>): Promise<Part> {
    await options.refetchStyles();
    return fetchPart();
  }

  return {
    async load(fetchPart) {
      let attempt = fetchPart();
      for (const pauseMs of pausesMs) {
        try {
          return await attempt;
        } catch {
          if (await isUpgraded()) reloadOnce();
          await pause(pauseMs);
          attempt = fetchAgain(fetchPart);
          // Handled in the next round.
          attempt.catch(() => undefined);
        }
      }
      return attempt;
    },
    onReload(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
