import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { isExecutable } from './executable.ts';

const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** No network traffic of its own, and works as root in a container. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface ChromiumOptions {
  readonly executablePath?: string;
  /** Scrollbars take up space, as on a desktop. */
  readonly scrollbars?: boolean;
  /** Host names that resolve to this machine. */
  readonly ownHosts?: readonly string[];
}

/** The system's Chromium, headless; the caller closes it. */
export function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  return chromium.launch(chromiumLaunchOptions(options));
}

/** How Playwright starts the system's Chromium. Throws when there is none. */
export function chromiumLaunchOptions(options: ChromiumOptions = {}): LaunchOptions {
  const candidates = options.executablePath === undefined ? places : [options.executablePath];
  const executablePath = candidates.find(isExecutable);
  if (executablePath === undefined) {
    throw new Error(
      `No Chromium at ${candidates.join(', ')}. On Debian: sudo apt-get install chromium-headless-shell`,
    );
  }
  const ignoreDefaultArgs = options.scrollbars === true ? ['--hide-scrollbars'] : [];
  const rules = (options.ownHosts ?? []).map((host) => `MAP ${host} 127.0.0.1`);
  const args = rules.length === 0 ? flags : [...flags, `--host-resolver-rules=${rules.join(',')}`];
  return { executablePath, args, ignoreDefaultArgs };
}
