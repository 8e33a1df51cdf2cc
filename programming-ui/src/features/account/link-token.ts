/**
 * The token of a sign-in link, which is what follows `#` in the address; null without one. It disappears
 * from the address bar and the history at once: anyone who has it can sign in.
 */
export function takeLinkToken({ location, history }: Pick<Window, 'location' | 'history'>) {
  const token = location.hash.slice(1);
  if (token === '') return null;
  history.replaceState(null, '', location.pathname);
  return token;
}
