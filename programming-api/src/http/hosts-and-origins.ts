import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problems.ts';

/*
 * Two checks that protect a browser with a session. A page of another site whose name resolves to
 * our address (DNS rebinding) sends its own Host: 421. A page of another site that posts here sends
 * its own Origin: 403.
 */

/** Loopback names and addresses; another site cannot make a browser send them. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Paths for probes, scrapers and graders, which may use any address. Not for browsers. */
const anyHostPaths = /^\/(?:health|metrics|internal)(?:[/?]|$)/;

/** The name in a Host header, without port; null if the header is malformed. */
export function hostName(header: string | undefined): string | null {
  if (header === undefined || !/^[\w.:[\]-]+$/.test(header)) return null;
  return parseUrl(`http://${header}`)?.hostname.replace(/\.$/, '') ?? null;
}

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

/** A Host header without the scheme's default port and without a final dot. */
function hostAndPort(header: string, protocol: string): string | null {
  const name = hostName(header);
  const port = parseUrl(`${protocol}//${header}`)?.port ?? '';
  return name === null || port === '' ? name : `${name}:${port}`;
}

/** Whether a Host header names the public URL's host and port. */
function namesPublicUrl(host: string | undefined, publicUrl: string | undefined): boolean {
  if (host === undefined || publicUrl === undefined) return false;
  const url = new URL(publicUrl);
  const named = hostAndPort(host, url.protocol);
  return named !== null && named === hostAndPort(url.host, url.protocol);
}

/**
 * @param allowed host names and addresses besides loopback, with any port
 * @param publicUrl an origin, whose host is allowed with that port
 */
export function createHostCheck(
  allowed: readonly string[],
  publicUrl?: string,
): (request: FastifyRequest) => void {
  const names = new Set(allowed.map((name) => hostName(name) ?? hostName(`[${name}]`)));
  // Nearly all requests have the same host.
  let lastGood: string | undefined;
  return ({ headers, url }) => {
    const { host } = headers;
    if ((host !== undefined && host === lastGood) || anyHostPaths.test(url)) return;
    const name = hostName(host);
    const isKnown = name !== null && (loopback.test(name) || names.has(name));
    if (isKnown || namesPublicUrl(host, publicUrl)) {
      lastGood = host;
      return;
    }
    throw new ProblemError('unknown-host', {
      detail:
        publicUrl === undefined
          ? 'Use a host name that this server is configured for.'
          : `The address of this server is ${publicUrl}`,
    });
  };
}

/** Whether the Origin, if any, is the site that the request was sent to. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  const from = parseUrl(origin);
  if (from === null || (from.protocol !== 'http:' && from.protocol !== 'https:')) return false;
  const to = parseUrl(`${from.protocol}//${host ?? ''}`);
  return to !== null && to.host === from.host;
}

/**
 * A page of the public URL is accepted, whatever Host a proxy has set. If the Host is the public
 * URL's, no other origin is accepted.
 */
export function createOriginCheck(
  publicUrl: string | undefined,
): (request: Pick<FastifyRequest, 'headers'>) => void {
  return ({ headers }) => {
    const { origin, host } = headers;
    if (publicUrl !== undefined && origin === publicUrl) return;
    // Browsers send Origin with these requests; should one leave it out, this tells as much.
    if (origin === undefined && isFromOtherSite(headers['sec-fetch-site'])) throw foreignOrigin();
    const isOwn = namesPublicUrl(host, publicUrl)
      ? origin === undefined
      : isOwnOrigin(origin, host);
    if (!isOwn) throw foreignOrigin();
  };
}

const isFromOtherSite = (site: unknown): boolean => site === 'cross-site' || site === 'same-site';

/** The origin of the page that sends a request which {@link createOriginCheck} has accepted. */
export const originOf = (
  { headers, protocol }: Pick<FastifyRequest, 'headers' | 'protocol'>,
  publicUrl: string | undefined,
): string => headers.origin ?? publicUrl ?? `${protocol}://${headers.host ?? ''}`;

const foreignOrigin = (): ProblemError =>
  new ProblemError('forbidden', { detail: 'The request comes from a page of another site.' });
