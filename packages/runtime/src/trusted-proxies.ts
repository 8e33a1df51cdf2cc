import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/*
 * Proxies that are trusted to name the client: addresses, networks such as `10.0.0.0/8`, and names of
 * some standard networks.
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

/** The prefix of an address has all its bits. Null if the text is neither an address nor a network. */
function parseNetwork(text: string): Network | null {
  const [written = '', prefix, ...more] = text.split('/');
  // An IPv4 address as an IPv6 socket shows it.
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(written)?.[1];
  const address = mapped ?? written;
  const version = isIP(address);
  if (more.length > 0 || version === 0 || address.includes('%')) return null;
  if (prefix !== undefined && !/^[1-9]\d{0,2}$/.test(prefix)) return null;
  const family = version === 4 ? 4 : 6;
  const maxBits = family === 4 ? 32 : 128;
  const skipped = mapped === undefined ? 0 : 96;
  const bits = prefix === undefined ? maxBits : Number(prefix) - skipped;
  return bits >= 1 && bits <= maxBits ? { address, bits, family } : null;
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
    if (networks === null) throw new Error(`${proxy} is not an address or a network`);
    return networks;
  });
}

/** The proxies as networks without duplicates, in nginx's form. */
export const networksOf = (proxies: readonly string[]): string[] => [
  ...new Set(parseProxies(proxies).map(({ address, bits }) => `${address}/${bits}`)),
];

/** Whether an address is a trusted proxy's; false for other texts. */
export function createProxyCheck(proxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, bits, family } of parseProxies(proxies)) {
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return (address) => {
    const version = isIP(address);
    // BlockList matches ::ffff:127.0.0.1 as an IPv4 address.
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}
