import type { Browser, LaunchOptions } from 'playwright-core';
import { isExecutable } from './executable.ts';

const places = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** A message of WebDriver BiDi. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly type?: string;
  readonly error?: string;
  readonly result?: object;
}

/** What Playwright talks to the browser through. */
interface Transport {
  send(message: Message): void;
  onmessage(message: Message): void;
}

/** How Playwright starts the system's Firefox, over WebDriver BiDi. Throws when there is none. */
export function firefoxLaunchOptions(): LaunchOptions {
  const executablePath = places.find(isExecutable);
  if (executablePath === undefined) {
    throw new Error(
      `No Firefox at ${places.join(', ')}. On Debian: sudo apt-get install firefox-esr`,
    );
  }
  return { executablePath, channel: 'moz-firefox' };
}

/**
 * Lets Playwright open pages in a Firefox that cannot emulate media features, such as Firefox 153: the
 * refusal of that command counts as success. Pages then see the system's colours and motion.
 */
export function allowMissingMediaFeatures(browser: Browser): void {
  const transport = transportOf(browser);
  const asked = new Set<number>();
  const send = transport.send.bind(transport);
  const receive = transport.onmessage.bind(transport);
  transport.send = (message) => {
    const { id, method } = message;
    if (method === 'emulation.setMediaFeaturesOverride' && id !== undefined) asked.add(id);
    send(message);
  };
  transport.onmessage = (message) => {
    const { id, error } = message;
    const refused = id !== undefined && asked.delete(id) && error === 'unknown command';
    receive(refused ? { type: 'success', id, result: {} } : message);
  };
}

/** Playwright's own connection, which it does not offer to its users. */
function transportOf(browser: Browser): Transport {
  interface Internals {
    readonly _connection: {
      toImpl(object: Browser): { readonly _connection: { readonly _transport: Transport } };
    };
  }
  const { _connection: client } = browser as unknown as Internals;
  return client.toImpl(browser)._connection._transport;
}
