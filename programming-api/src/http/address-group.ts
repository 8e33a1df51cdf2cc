import { normalizeIP } from '@fastify/rate-limit';

/** Prefix under which an IPv6 server sees IPv4 clients (RFC 6052); the last 32 bits are the IPv4 address. */
const translatedPrefix = /^64:ff9b::(?=[\da-f]{1,4}:[\da-f]{1,4}$|\d+\.[\d.]+$)/i;

/**
 * The key under which limits count an address: for IPv6 its /64 network, since one subscriber has
 * all of it; for IPv4 the address, also if it is embedded in IPv6. Normalised.
 */
export function addressGroup(ip: string): string {
  const [withoutZone = ''] = ip.split('%');
  return normalizeIP(withoutZone.replace(translatedPrefix, '::ffff:'));
}
