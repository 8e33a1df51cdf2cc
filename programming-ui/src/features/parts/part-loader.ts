/**
 * Loads the parts of the page that are fetched on demand:
 *
 *   load --success--> the part
 *        --failure, and the server has a new release--> the page is reloaded, once
 *        --failure--> two more tries --failure--> rejected
 *
 * Browsers fetch a module again after a failure (whatwg/html#10327, since 2026). Older ones remember
 * the failure: then only reloading the page helps, which the error message offers.
 */
import type { TextStore } from '../../browser/text-store.ts';

export interface PartLoader {
  load<Part>(fetchPart: () => Promise<Part>): Promise<Part>;
  /** Calls back before the page is reloaded, so that typed code can be saved; returns how to stop. */
  onReload(listener: () => void): () => void;
}

export interface PartLoaderOptions {
  /** Fetches the style sheets that failed to load with a part. */
  readonly refetchStyles: () => Promise<void>;
  /** The name of this page's script, which differs from one release to the next. */
  readonly release: string;
  /** The page that the server has now; rejects while the server does not answer. */
  readonly readPage: () => Promise<string>;
  readonly reload: () => void;
  /** Where drafts are saved. */
  readonly store: Pick<TextStore, 'isPersistent'>;
  /** Lives as long as this tab. */
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
      // Another site's page, such as a hotel's login, is not an upgrade.
      return moduleScript.test(page) && !page.includes(release);
    } catch {
      return false;
    }
  }

  /** At most once from each release, even when servers of two releases answer alternately. */
  function reloadOnce(): void {
    const before = tabStore.read(reloadedKey)?.split('\n') ?? [];
    if (before.includes(release)) return;
    for (const listener of listeners) listener();
    // Otherwise a reload would lose code.
    if (store.isPersistent() && tabStore.write(reloadedKey, [...before, release].join('\n')))
      options.reload();
  }

  async function fetchAgain<Part>(fetchPart: () => Promise<Part>): Promise<Part> {
    await options.refetchStyles();
    return fetchPart();
  }

  return {
    async load(fetchPart) {
      let loading = fetchPart();
      for (const pauseMs of pausesMs) {
        try {
          return await loading;
        } catch {
          if (await isUpgraded()) reloadOnce();
          await pause(pauseMs);
          loading = fetchAgain(fetchPart);
          // Awaited in the next iteration.
          loading.catch(() => undefined);
        }
      }
      return loading;
    },
    onReload(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
