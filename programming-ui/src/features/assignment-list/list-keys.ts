const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The links of a list, in order. */
const linksOf = (list: HTMLElement): HTMLAnchorElement[] => [
  ...list.querySelectorAll<HTMLAnchorElement>('ol a'),
];

/**
 * Moves the focus with ↑ and ↓ between the search field and the links of the list below it, and opens the
 * first link with Enter in the field.
 */
export function moveInList(event: KeyboardEvent, field: HTMLElement, list: HTMLElement): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const links = linksOf(list);
  const stops = [field, ...links];
  const at = stops.indexOf(event.target as HTMLElement);
  if (at === -1) return;
  if (event.key === 'Enter' && at === 0) {
    event.preventDefault();
    links[0]?.click();
    return;
  }
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  stops[at + step]?.focus();
}
