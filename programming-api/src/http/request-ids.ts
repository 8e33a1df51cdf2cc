import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readRequestId, requestIdHeader } from '@touchstone/contracts';

/**
 * A request's id: the one it comes with if a trusted proxy or a grader sends it, else a new one. If
 * others could choose ids, they could make log lines look like another request's.
 */
export const createRequestIds =
  (trusts: {
    proxy: (address: string) => boolean;
    grader: (headers: IncomingHttpHeaders) => boolean;
  }) =>
  ({ headers, socket }: IncomingMessage): string => {
    const own = readRequestId(headers[requestIdHeader]);
    if (own === null) return randomUUID();
    const isTrusted = trusts.proxy(socket.remoteAddress ?? '') || trusts.grader(headers);
    return isTrusted ? own : randomUUID();
  };
