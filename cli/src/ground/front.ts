import { isLoopback } from './addresses.ts';
import type { Reach } from './ensure-loopback.ts';

/** Says where the server listens and, if that is elsewhere, where browsers go. */
export function readyLine({ url, publicUrl }: { url: string; publicUrl: string | null }): string {
  const seconds = (performance.now() / 1000).toFixed(1);
  const forBrowsers = publicUrl === null ? '' : ` for browsers at ${publicUrl}`;
  return `Touchstone is ready: ${url}${forBrowsers} (after ${seconds} s)`;
}

/** What keeps browsers from a server that listens for others than this machine. */
export function hostWarnings(
  options: Reach & { readonly allowedHosts?: readonly string[] },
): string[] {
  const { host, publicUrl, allowedHosts = [] } = options;
  if (isLoopback(host) || publicUrl !== undefined || allowedHosts.length > 0) return [];
  return [
    'Browsers may name this server by its addresses only. For a host name add --public-url URL or --allow-host NAME.',
  ];
}

/**
 * Whose word on the client is believed where nobody is named. A host name of its own says that a proxy
 * may stand in front, on this machine; else whoever connects is the client.
 */
export const usualProxies = ({
  publicUrl,
  allowedHosts = [],
}: Pick<Reach, 'publicUrl'> & { readonly allowedHosts?: readonly string[] }): string[] =>
  publicUrl !== undefined || allowedHosts.length > 0 ? ['loopback'] : [];
