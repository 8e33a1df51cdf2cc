import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/*
 * A student's requests, by node:http over kept connections. A load of a few hundred requests a
 * second needs no load generator; what it needs is each answer's content and an event stream's end.
 */

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface LoadClient {
  readonly url: string;
  post(path: string, body: unknown, token?: string): Promise<Answer>;
  get(path: string, token?: string): Promise<Answer>;
  /** Follows a submission's events; resolves when it is graded, to the event's data. */
  graded(submissionId: string, token: string): Promise<unknown>;
  close(): void;
}

export function createLoadClient(url: string): LoadClient {
  const agent = new Agent({ keepAlive: true, noDelay: true, maxSockets: Infinity });
  const send = (
    method: string,
    path: string,
    options: { token?: string | undefined; body?: string },
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { token, body } = options;
      const sent = request(`${url}${path}`, {
        agent,
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
        },
      });
      sent.once('response', resolve).once('error', reject);
      sent.end(body);
    });
  const read = async (response: IncomingMessage): Promise<Answer> => ({
    status: response.statusCode ?? 0,
    body: JSON.parse(await text(response)),
  });

  return {
    url,
    get: async (path, token) => read(await send('GET', path, { token })),
    post: async (path, body, token) =>
      read(await send('POST', path, { token, body: JSON.stringify(body) })),
    async graded(submissionId, token) {
      const response = await send('GET', `/api/submissions/${submissionId}/events`, { token });
      const events = await text(response);
      const data = /^event: graded\n(?:id: .*\n)?data: (.*)$/m.exec(events)?.[1];
      if (data === undefined)
        throw new Error(`No result: ${String(response.statusCode)} ${events}`);
      return JSON.parse(data) as unknown;
    },
    close: () => agent.destroy(),
  };
}
