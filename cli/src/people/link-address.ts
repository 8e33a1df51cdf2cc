import { callersEnvironment } from '../config.ts';
import type { PeopleStore } from '../control/people-calls.ts';
import { warn } from '../shared/terminal.ts';

const guessed = 'http://127.0.0.1:7800';

/**
 * Makes the addresses of links, for browsers: of the public URL that is given, in the option or the
 * environment, or else of the server that is running.
 */
export async function createLinkAddress(
  store: Pick<PeopleStore, 'readOrigin'>,
  given: string | undefined,
): Promise<(token: string) => string> {
  const origin =
    given ?? (await store.readOrigin()) ?? callersEnvironment.TOUCHSTONE_PUBLIC_URL ?? null;
  if (origin === null) {
    warn(`The links begin with ${guessed}. If the server is elsewhere, give --public-url URL.`);
  }
  return (token) => `${origin ?? guessed}/sign-in#${token}`;
}

/** In UTC, as all times in the output of commands. */
export const untilMinute = (time: string): string =>
  `until ${time.slice(0, 16).replace('T', ' ')} UTC`;
