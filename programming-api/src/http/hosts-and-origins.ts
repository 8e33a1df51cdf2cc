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

/** A Host header with the port that the scheme leaves out left out, and no final dot. */
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
  // Nearly all requests name the same host.
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
          : `This server is at ${publicUrl}`,
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

/**
 * A page of the public URL is ours, whatever host a proxy in between has named. A request that names
 * the public URL's host comes from that origin and no other.
 */
export function createOriginCheck(
  publicUrl: string | undefined,
): (request: Pick<FastifyRequest, 'headers'>) => void {
  return ({ headers: { origin, host } }) => {
    if (publicUrl !== undefined && origin === publicUrl) return;
    const isOwn = namesPublicUrl(host, publicUrl)
      ? origin === undefined
      : isOwnOrigin(origin, host);
    if (!isOwn) throw foreignOrigin();
  };
}

const foreignOrigin = (): ProblemError =>
  new ProblemError('forbidden', { detail: 'The request comes from a page of another site.' });
