/**
 * Sets `--visible-height` on the root to the part of the page that an on-screen keyboard leaves free.
 * Browsers that resize the page themselves (`interactive-widget`) do not need it. Returns how to stop.
 */
export function trackVisibleHeight(window: Window): () => void {
  const { visualViewport: viewport } = window;
  const root = window.document.documentElement;
  if (viewport === null) return () => undefined;
  const update = () => {
    // Zooming in makes the viewport smaller too, but must not change the page.
    const covered = viewport.scale === 1 && window.innerHeight - viewport.height > 1;
    if (covered) root.style.setProperty('--visible-height', `${viewport.height}px`);
    else root.style.removeProperty('--visible-height');
  };
  viewport.addEventListener('resize', update);
  return () => {
    viewport.removeEventListener('resize', update);
  };
}
