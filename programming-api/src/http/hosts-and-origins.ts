import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problems.ts';

/*
 * Two fences around a browser that holds a session. A page elsewhere whose name was turned to our
 * address (DNS rebinding) sends its own Host: 421. A page elsewhere that posts here sends its own
 * Origin: 403.
 */

/** Names and addresses by which a machine reaches itself; nobody else can be made to use them. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Paths for probes, scrapers and graders, who use whatever address they found; never browsers. */
const anyHostPaths = /^\/(?:health|metrics|internal)(?:[/?]|$)/;

/** The name in a Host header, without port, or null when it is no such thing. */
export function hostName(header: string | undefined): string | null {
  if (header === undefined || !/^[\w.:[\]-]+$/.test(header)) return null;
  return parseUrl(`http://${header}`)?.hostname.replace(/\.$/, '') ?? null;
}

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

/** @param allowed host names and addresses besides loopback */
export function createHostCheck(allowed: readonly string[]): (request: FastifyRequest) => void {
  const names = new Set(allowed.map((name) => hostName(name) ?? hostName(`[${name}]`)));
  // Nearly all requests name the same host.
  let lastGood: string | undefined;
  return ({ headers, url }) => {
    const { host } = headers;
    if ((host !== undefined && host === lastGood) || anyHostPaths.test(url)) return;
    const name = hostName(host);
    if (name !== null && (loopback.test(name) || names.has(name))) {
      lastGood = host;
      return;
    }
    throw new ProblemError('unknown-host', {
      detail: 'Use a host name that this server is configured for.',
    });
  };
}

/** Whether the Origin, if there is one, is the site that the request was sent to. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  const from = parseUrl(origin);
  if (from === null || (from.protocol !== 'http:' && from.protocol !== 'https:')) return false;
  const to = parseUrl(`${from.protocol}//${host ?? ''}`);
  return to !== null && to.host === from.host;
}

export function checkOrigin({ headers }: FastifyRequest): void {
  if (isOwnOrigin(headers.origin, headers.host)) return;
  throw new ProblemError('forbidden', { detail: 'The request comes from a page of another site.' });
}
