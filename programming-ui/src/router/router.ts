import { writable, type Readable } from 'svelte/store';
import { parsePath, type Route } from './route.ts';

export interface Router {
  readonly route: Readable<Route>;
  go: (path: string, options?: { replace?: boolean }) => void;
  /** The user has navigated within the page, so the new page must set the focus. */
  hasMoved: () => boolean;
  /** A click handler for the document: follows plain clicks on links to pages, without a reload. */
  followLink: (event: MouseEvent) => void;
}

/** The parts of a window that the router uses. */
export type RouterWindow = Pick<Window, 'location' | 'history' | 'addEventListener'>;

export function createRouter(window: RouterWindow): Router {
  const route = writable(parsePath(window.location.pathname));
  const read = () => {
    route.set(parsePath(window.location.pathname));
  };
  let moved = false;
  window.addEventListener('popstate', () => {
    moved = true;
    read();
  });

  function go(path: string, { replace = false } = {}): void {
    if (replace) window.history.replaceState(null, '', path);
    else if (path !== window.location.pathname) {
      moved = true;
      window.history.pushState(null, '', path);
    }
    read();
  }

  return {
    route,
    go,
    hasMoved: () => moved,
    followLink(event) {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (link === null || link.target !== '' || link.hasAttribute('download')) return;
      const url = new URL(link.href, window.location.href);
      if (url.origin !== window.location.origin || url.hash !== '') return;
      if (parsePath(url.pathname).page === 'not-found') return;
      event.preventDefault();
      go(url.pathname);
    },
  };
}
