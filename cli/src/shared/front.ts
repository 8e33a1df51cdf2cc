import { isLoopback } from './addresses.ts';
import type { Reach } from './ensure-loopback.ts';

/** Reports where the server listens and, if it differs, the URL for browsers. */
export function readyLine({ url, publicUrl }: { url: string; publicUrl: string | null }): string {
  const seconds = (performance.now() / 1000).toFixed(1);
  const forBrowsers = publicUrl === null ? '' : ` for browsers at ${publicUrl}`;
  return `Touchstone is ready: ${url}${forBrowsers} (after ${seconds} s)`;
}

/** Warns if the server listens for other machines, but refuses requests to its host name. */
export function hostWarnings(
  options: Reach & { readonly allowedHosts?: readonly string[] },
): string[] {
  const { host, publicUrl, allowedHosts = [] } = options;
  if (isLoopback(host) || publicUrl !== undefined || allowedHosts.length > 0) return [];
  return [
    'Browsers can reach this server only by IP address. To allow a host name, add --public-url URL or --allow-host NAME.',
  ];
}

/**
 * The trusted proxies by default. A configured host name means that there may be a proxy on this
 * machine; otherwise the peer of a connection is the client.
 */
export const usualProxies = ({
  publicUrl,
  allowedHosts = [],
}: Pick<Reach, 'publicUrl'> & { readonly allowedHosts?: readonly string[] }): string[] =>
  publicUrl !== undefined || allowedHosts.length > 0 ? ['loopback'] : [];
