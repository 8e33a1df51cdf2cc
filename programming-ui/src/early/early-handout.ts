import type { Assignment } from '@touchstone/contracts';
import type { BenchSizes } from '../features/settings/bench-sizes.ts';

/** The handout, shown before the page's scripts have loaded. */
export interface EarlyHandout {
  /** Resolves once the handout is painted, or will not be shown early. */
  readonly painted: Promise<void>;
  /** The page is there, with landmarks and headings of its own. */
  yield(): void;
  /** Removes it: the page now shows the handout, or something else. */
  end(): void;
}

/**
 * Shows the handout as soon as it arrives, where the workbench will show it
 * (styles/early-handout.css). From when the page is there until it is removed, it can only be seen.
 */
export function showEarly(
  answer: Promise<Response>,
  sizes: BenchSizes,
  document: Document,
): EarlyHandout {
  // Cloned before its body is read elsewhere.
  const copy = answer.then((response) => response.clone());
  let ended = false;
  let hidden = false;
  let element: HTMLElement | null = null;

  async function show(): Promise<void> {
    const response = await copy;
    if (!response.ok) return;
    const assignment = (await response.json()) as Assignment;
    if (ended) return;
    element = draw(document, sizes, assignment);
    if (hidden) hide(element);
    await nextPaint();
  }

  return {
    // The reader of the answer itself reports the error.
    painted: show().catch(() => undefined),
    yield() {
      hidden = true;
      if (element !== null) hide(element);
    },
    end() {
      ended = true;
      element?.remove();
    },
  };
}

function hide(element: HTMLElement): void {
  element.inert = true;
  element.ariaHidden = 'true';
}

/** A frame's callbacks run before its paint, timers after it. */
const nextPaint = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });

function draw(
  document: Document,
  sizes: BenchSizes,
  { title, handoutHtml }: Pick<Assignment, 'title' | 'handoutHtml'>,
): HTMLElement {
  const place = document.createElement('main');
  place.className = 'early-handout';
  place.dataset['list'] = sizes.list;
  place.style.setProperty('--handout', `${sizes.handout}`);
  place.style.setProperty('--handout-of-three', `${sizes.handoutOfThree}`);
  const heading = document.createElement('h1');
  heading.className = 'handout-title';
  heading.textContent = title;
  const prose = document.createElement('div');
  prose.className = 'prose';
  // Sanitised by the server; the Content-Security-Policy is the second line of defence.
  prose.innerHTML = handoutHtml;
  place.append(heading, prose);
  document.body.append(place);
  return place;
}
