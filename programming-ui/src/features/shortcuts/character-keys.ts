/** Types of input elements that take no text. */
const withoutText = new Set(['button', 'checkbox', 'radio', 'range', 'submit']);

/**
 * Whether a character that was typed may be a shortcut: not where it is text, not together with a command key, and
 * not in a dialog over the page.
 */
export function isForCharacterKeys(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  // The editor is in a shadow root, whose events seem to come from its host.
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return true;
  if (target.closest('dialog') !== null || target.isContentEditable) return false;
  if (target instanceof HTMLInputElement) return withoutText.has(target.type);
  return !(target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement);
}
