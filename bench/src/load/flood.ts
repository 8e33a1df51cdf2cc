import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/*
 * Sends the same request as often as the server answers. Client and server share the cores, so the
 * client's cost would distort the result: an HTTP library needs more processor time per request than
 * nginx does for a static file. Here the request is built once, and only the status line and the
 * length of each answer are checked.
 */

/** nginx closes a connection after 1,000 requests. */
const requestsPerConnection = 900;

export interface FloodOptions {
  readonly port: number;
  /** Both without a body. */
  readonly method?: 'GET' | 'POST';
  /** Path and query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface Flooded {
  readonly perSecond: number;
  readonly bodyBytes: number;
}

/** Rejects if an answer is not 200, or not as long as the first one. */
export async function flood(options: FloodOptions): Promise<Flooded> {
  const { method = 'GET' } = options;
  const request = Buffer.from(
    [
      `${method} ${options.target} HTTP/1.1`,
      `Host: 127.0.0.1:${options.port}`,
      ...Object.entries(options.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
      ...(method === 'POST' ? ['Content-Length: 0'] : []),
      '\r\n',
    ].join('\r\n'),
  );
  const { answerBytes, bodyBytes } = await firstAnswer(options.port, request);
  const began = performance.now();
  const endsAt = began + options.seconds * 1000;
  const worker = async (): Promise<number> => {
    let answers = 0;
    while (performance.now() < endsAt) {
      const socket = await open(options.port);
      answers += await requestRepeatedly(socket, { request, answerBytes, endsAt });
    }
    return answers;
  };
  const counts = await Promise.all(Array.from({ length: options.connections }, worker));
  const seconds = (performance.now() - began) / 1000;
  return { perSecond: counts.reduce((sum, count) => sum + count, 0) / seconds, bodyBytes };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

async function firstAnswer(port: number, request: Buffer) {
  const socket = await open(port);
  socket.write(request);
  let answer = '';
  for await (const chunk of socket.setEncoding('latin1') as AsyncIterable<string>) {
    answer += chunk;
    const headEnd = answer.indexOf('\r\n\r\n') + 4;
    const length = /^content-length: (\d+)/im.exec(answer.slice(0, headEnd))?.[1];
    if (headEnd > 3 && length === undefined) throw new Error(`No length: ${answer.slice(0, 200)}`);
    const answerBytes = headEnd + Number(length);
    if (headEnd < 4 || answer.length < answerBytes) continue;
    assertSuccess(answer.slice(0, 15));
    return { answerBytes, bodyBytes: Number(length) };
  }
  throw new Error('The server closed the connection.');
}

/** Resolves to the number of answers. */
function requestRepeatedly(
  socket: Socket,
  { request, answerBytes, endsAt }: { request: Buffer; answerBytes: number; endsAt: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    let answers = 0;
    let received = 0;
    socket.on('data', (chunk) => {
      if (received === 0) {
        try {
          assertSuccess(chunk.toString('latin1', 0, 15));
        } catch (error) {
          socket.destroy(error as Error);
          return;
        }
      }
      received += chunk.length;
      if (received < answerBytes) return;
      if (received > answerBytes) {
        socket.destroy(new Error(`An answer has ${received} bytes, not ${answerBytes}.`));
        return;
      }
      answers += 1;
      received = 0;
      if (answers < requestsPerConnection && performance.now() < endsAt) {
        socket.write(request);
      } else {
        socket.removeAllListeners('close');
        socket.destroy();
        resolve(answers);
      }
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The server closed the connection.')));
    socket.write(request);
  });
}

function assertSuccess(statusLine: string): void {
  if (!statusLine.startsWith('HTTP/1.1 200')) throw new Error(`Answered ${statusLine}`);
}
