import type { FastifyRequest } from 'fastify';
import { createProxyCheck } from '@touchstone/runtime';
import { hostName } from '../http/hosts-and-origins.ts';
import { notFound } from '../http/problems.ts';
import type { TypedApp } from '../http/typed-app.ts';
import type { Metrics } from './metrics.ts';

/** @param onLoopbackOnly for a port that the public can reach */
export function metricsRoutes(
  app: TypedApp,
  { metrics, onLoopbackOnly }: { metrics: Metrics; onLoopbackOnly: boolean },
): void {
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (onLoopbackOnly && !comesFromLoopback(request)) throw notFound('page');
    const { text, contentType } = await metrics.render();
    return reply.type(contentType).send(text);
  });
}

const isLoopback = createProxyCheck(['loopback']);

/** What proxies add. Whichever proxies are trusted, a forwarded request is from somebody else. */
const forwardingHeader = /^(?:x-forwarded-.*|x-real-ip|forwarded|via)$/;

/**
 * Whether a program on this machine sent the request itself. The address is the connection's; a proxy on
 * this machine is known by the headers that it adds, or by the public Host that it passes on.
 */
export function comesFromLoopback({
  headers,
  raw,
}: Pick<FastifyRequest, 'headers'> & {
  readonly raw: { readonly socket: { readonly remoteAddress?: string | undefined } };
}): boolean {
  const host = hostName(headers.host) ?? '';
  return (
    isLoopback(raw.socket.remoteAddress ?? '') &&
    (host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''))) &&
    !Object.keys(headers).some((name) => forwardingHeader.test(name))
  );
}
