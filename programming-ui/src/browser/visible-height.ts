/**
 * Keeps `--visible-height` on the root in step with what a keyboard on the screen leaves of the page.
 * Where the browser itself makes the page smaller (`interactive-widget`), there is nothing to tell.
 * Returns how to stop.
 */
export function watchVisibleHeight(window: Window): () => void {
  const { visualViewport: viewport } = window;
  const root = window.document.documentElement;
  if (viewport === null) return () => undefined;
  const tell = () => {
    // Zooming in makes the viewport smaller too; the page should stay as it is then.
    const covered = viewport.scale === 1 && window.innerHeight - viewport.height > 1;
    if (covered) root.style.setProperty('--visible-height', `${viewport.height}px`);
    else root.style.removeProperty('--visible-height');
  };
  viewport.addEventListener('resize', tell);
  return () => {
    viewport.removeEventListener('resize', tell);
  };
}
