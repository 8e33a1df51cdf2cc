import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/*
 * Proxies whose word is believed on who the client is: addresses, networks as `10.0.0.0/8`, and
 * names for some networks that everybody has.
 */

const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 4 | 6;
}

/** An address has all of its bits for a prefix. Null for what is neither that nor a network. */
function parseNetwork(text: string): Network | null {
  const [written = '', prefix, ...more] = text.split('/');
  // An IPv4 address as it looks on an IPv6 socket.
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(written)?.[1];
  const address = mapped ?? written;
  const version = isIP(address);
  if (more.length > 0 || version === 0 || address.includes('%')) return null;
  if (prefix !== undefined && !/^[1-9]\d{0,2}$/.test(prefix)) return null;
  const family = version === 4 ? 4 : 6;
  const bitsMax = family === 4 ? 32 : 128;
  const skipped = mapped === undefined ? 0 : 96;
  const bits = prefix === undefined ? bitsMax : Number(prefix) - skipped;
  return bits >= 1 && bits <= bitsMax ? { address, bits, family } : null;
}

function parseProxy(text: string): Network[] | null {
  const networks = Object.hasOwn(named, text) ? (named[text] ?? []) : [text];
  const parsed = networks.map(parseNetwork).filter((network) => network !== null);
  return parsed.length === networks.length ? parsed : null;
}

export const trustedProxySchema = z
  .string()
  .refine(
    (text) => parseProxy(text) !== null,
    `must be an address, a network such as 10.0.0.0/8 or 2001:db8::/32, or one of ${Object.keys(named).join(', ')}`,
  );

function parseProxies(proxies: readonly string[]): Network[] {
  return proxies.flatMap((proxy) => {
    const networks = parseProxy(proxy);
    if (networks === null) throw new Error(`${proxy} is no address and no network`);
    return networks;
  });
}

/** The proxies as networks alone, each once, such as nginx takes them. */
export const networksOf = (proxies: readonly string[]): string[] => [
  ...new Set(parseProxies(proxies).map(({ address, bits }) => `${address}/${bits}`)),
];

/** Whether an address is a trusted proxy's; never true for what is no address. */
export function createProxyCheck(proxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, bits, family } of parseProxies(proxies)) {
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return (address) => {
    const version = isIP(address);
    // ::ffff:127.0.0.1 is looked up as the IPv4 address that it is.
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}
