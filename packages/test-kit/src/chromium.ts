import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Quiet on the network, and working as root in a container. */
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
  /** Scrollbars take room, as on a desktop. */
  readonly scrollbars?: boolean;
}

/** The system's Chromium, headless; the caller closes it. */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const candidates = options.executablePath === undefined ? places : [options.executablePath];
  const executablePath = candidates.find(isExecutable);
  if (executablePath === undefined) {
    throw new Error(
      `No Chromium at ${candidates.join(', ')}. On Debian: sudo apt-get install chromium-headless-shell`,
    );
  }
  const ignoreDefaultArgs = options.scrollbars === true ? ['--hide-scrollbars'] : [];
  return chromium.launch({ executablePath, args: flags, ignoreDefaultArgs });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
