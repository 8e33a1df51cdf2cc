import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createApiClient, type ApiClient, type Send } from '@touchstone/test-kit';

/*
 * A student's requests, by node:http over kept connections: fetch would cost more processor time. A
 * load of a few hundred requests a second needs no load generator; it needs each answer's content
 * and the end of each event stream.
 */

export interface LoadClient extends ApiClient {
  /** Follows a submission's events; resolves to the data of `graded` when the stream has ended. */
  graded(submissionId: string, token: string): Promise<unknown>;
  close(): void;
}

export function createLoadClient(url: string): LoadClient {
  const agent = new Agent({ keepAlive: true, noDelay: true, maxSockets: Infinity });
  const client = createApiClient({ url, send: sendOverHttp(agent) });
  return {
    ...client,
    async graded(id, token) {
      const name = 'GET /api/submissions/:id/events';
      const { status, events } = await client.as(token).follow(name, { id });
      let data: string | undefined;
      // To the end, so that the connection is used again.
      for await (const event of events ?? []) if (event.name === 'graded') ({ data } = event);
      if (data === undefined) throw new Error(`No result: ${status}`);
      return JSON.parse(data) as unknown;
    },
    close: () => agent.destroy(),
  };
}

export const sendOverHttp =
  (agent: Agent): Send =>
  async (url, { method, headers, body }) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(url, { agent, method, headers });
      if (body !== undefined) sent.setHeader('content-length', Buffer.byteLength(body));
      sent.once('response', resolve).once('error', reject);
      sent.end(body);
    });
    return {
      status: response.statusCode ?? 0,
      headers: { get: (name) => response.headers[name]?.toString() ?? null },
      body: response,
      text: () => text(response),
    };
  };
