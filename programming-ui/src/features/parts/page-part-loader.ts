import type { TextStore } from '../../browser/text-store.ts';
import { createPartLoader, type PartLoader } from './part-loader.ts';

/** The part loader of this page. */
export function createPagePartLoader(
  window: Window & typeof globalThis,
  stores: { readonly store: TextStore; readonly tabStore: TextStore },
): PartLoader {
  const { document, location } = window;
  const missing = new Set<HTMLLinkElement>();
  // Error events do not bubble.
  document.addEventListener('error', ({ target }) => noteMissing(target), { capture: true });

  function noteMissing(target: EventTarget | null): void {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missing.add(target);
  }

  async function refetchStyles(): Promise<void> {
    const links = [...missing];
    missing.clear();
    await Promise.all(links.map(refetch));
  }

  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]');
  return createPartLoader({
    ...stores,
    refetchStyles,
    release: script?.getAttribute('src') ?? '',
    async readPage() {
      const answer = await window.fetch(location.pathname, {
        headers: { accept: 'text/html' },
        cache: 'no-cache',
      });
      if (!answer.ok) throw new Error(`The page answered ${answer.status}`);
      return answer.text();
    },
    reload: () => location.reload(),
  });
}

/** A link is fetched only once, so it is replaced by a copy. */
function refetch(link: HTMLLinkElement): Promise<void> {
  const again = link.cloneNode() as HTMLLinkElement;
  return new Promise((resolve, reject) => {
    again.onload = () => resolve();
    again.onerror = () => reject(new Error(`${link.href} could not be loaded`));
    link.replaceWith(again);
  });
}
