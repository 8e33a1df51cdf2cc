import { normalizeIP } from '@fastify/rate-limit';

/** How an IPv6 server sees those who speak IPv4 (RFC 6052): the last 32 bits are theirs. */
const translatedPrefix = /^64:ff9b::(?=[\da-f]{1,4}:[\da-f]{1,4}$|\d+\.[\d.]+$)/i;

/**
 * What counts as one address: of IPv6 all of the /64 network, which one subscriber has; an IPv4
 * address by itself, also where IPv6 carries it. Each has one way of being written.
 */
export function addressGroup(ip: string): string {
  const [withoutZone = ''] = ip.split('%');
  return normalizeIP(withoutZone.replace(translatedPrefix, '::ffff:'));
}
