import type { Readable } from 'svelte/store';
import { isForCharacterKeys } from './character-keys.ts';
import { keysHere, pageKeys, pressedKeys, type PageShortcut } from './shortcut-keys.ts';

/** What shortcuts do. An action that returns false leaves the keys to others. */
type ShortcutActions = Partial<Record<PageShortcut, () => unknown>>;

/**
 * Listens to the shortcuts anywhere on the page, except behind an open dialog. Parts of the page offer the actions; the
 * latest offer counts.
 */
export function createShortcuts(
  window: Window,
  mac: boolean,
  settings: Readable<{ readonly characterKeys: boolean }>,
) {
  const { document } = window;
  const keysOf = (name: PageShortcut) => keysHere(pageKeys[name], mac);
  const names = Object.keys(pageKeys) as PageShortcut[];
  let offers: readonly ShortcutActions[] = [];
  let characterKeys = true;
  settings.subscribe((now) => (characterKeys = now.characterKeys));

  function take(event: KeyboardEvent): void {
    const isCommand = event.ctrlKey || event.metaKey;
    // Commands come here before the editor; other keys only if nothing else has used them.
    if (isCommand !== (event.eventPhase === Event.CAPTURING_PHASE)) return;
    const pressed = pressedKeys(event);
    const name = names.find((each) => keysOf(each) === pressed);
    if (name === undefined) return;
    // On a small screen the list of assignments is a dialog, too.
    const inTheWay = name === 'toggleList' ? ':modal:not(:has(nav))' : ':modal';
    if (isCommand ? document.querySelector(inTheWay) !== null : !isForCharacterKeys(event)) return;
    if (pressed.length === 1 && !characterKeys) return;
    for (const actions of offers) {
      const action = actions[name];
      if (action === undefined || action() === false) continue;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
  }
  window.addEventListener('keydown', take);
  window.addEventListener('keydown', take, { capture: true });

  return {
    /** Returns how to take the offer back. */
    offer(actions: ShortcutActions): () => void {
      offers = [actions, ...offers];
      return () => {
        offers = offers.filter((each) => each !== actions);
      };
    },
    keysOf,
    /** For the button with the same action: its keys, and the sentence about it (button-hints.svelte). */
    attributesOf: (name: PageShortcut) => ({
      'aria-keyshortcuts': keysOf(name),
      'aria-describedby': `hint-${name}`,
    }),
  };
}
