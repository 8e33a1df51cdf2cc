import type { Assignment } from '@touchstone/contracts';
import type { BenchSizes } from '../features/settings/bench-sizes.ts';

/** The handout before the page's own scripts are there to show it. */
export interface EarlyHandout {
  /** Resolves when the handout is painted, or will not be shown early. */
  readonly painted: Promise<void>;
  /** The page shows it itself, or something else; from then on nothing is shown early. */
  end(): void;
}

/**
 * Shows the handout as soon as it has come, for reading alone, at the place where the workbench will
 * have it (styles/early-handout.css).
 */
export function showEarly(
  answer: Promise<Response>,
  sizes: BenchSizes,
  document: Document,
): EarlyHandout {
  // Cloned before anybody else can read it.
  const copy = answer.then((response) => response.clone());
  let ended = false;
  let element: HTMLElement | null = null;

  async function show(): Promise<void> {
    const response = await copy;
    if (!response.ok) return;
    const assignment = (await response.json()) as Assignment;
    if (ended) return;
    element = draw(document, sizes, assignment);
    await nextPaint();
  }

  return {
    // Whoever takes the answer itself sees what went wrong.
    painted: show().catch(() => undefined),
    end() {
      ended = true;
      element?.remove();
    },
  };
}

/** A frame's callbacks run before it is painted, timers after. */
const nextPaint = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });

function draw(
  document: Document,
  sizes: BenchSizes,
  { title, handoutHtml }: Pick<Assignment, 'title' | 'handoutHtml'>,
): HTMLElement {
  const place = document.createElement('div');
  place.className = 'early-handout';
  // The real one, a moment later, is the one to work with.
  place.inert = true;
  place.style.setProperty('--handout', `${sizes.handout}`);
  place.style.setProperty('--handout-of-three', `${sizes.handoutOfThree}`);
  const heading = document.createElement('p');
  heading.className = 'handout-title';
  heading.textContent = title;
  const prose = document.createElement('div');
  prose.className = 'prose';
  // Sanitised by the server; the Content-Security-Policy stands behind it.
  prose.innerHTML = handoutHtml;
  place.append(heading, prose);
  document.body.append(place);
  return place;
}
