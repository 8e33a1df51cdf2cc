import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
  );
}

/**
 * The addresses under which a browser may reach a server that listens on `host`: `host`, or all
 * addresses of this machine for a wildcard. (Others can point a name at us, but not an address.)
 */
export function ownAddresses(host: string): string[] {
  const addresses =
    host === '0.0.0.0' || host === '::'
      ? Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((of) => of.address))
      : [host];
  return addresses.map(inUrl);
}

/** An address as it is written in a URL. */
export function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
