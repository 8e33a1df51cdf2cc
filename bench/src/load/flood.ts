import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/*
 * As many requests as the server answers, all the same one. Client and server share the cores, so
 * what the client costs would hide what is measured: an HTTP library costs more for a request than
 * nginx does for a static file. Here the request is made once, and of each answer only its status
 * line and its length are looked at.
 */

/** nginx ends a connection after 1,000. */
const requestsPerConnection = 900;

export interface FloodOptions {
  readonly port: number;
  /** Without a body, whatever it is. */
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

/** Rejects when an answer is not 200, or not as long as the first one. */
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
  const lane = async (): Promise<number> => {
    let answers = 0;
    while (performance.now() < endsAt) {
      const socket = await open(options.port);
      answers += await askAgainAndAgain(socket, { request, answerBytes, endsAt });
    }
    return answers;
  };
  const counts = await Promise.all(Array.from({ length: options.connections }, lane));
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
    demandSuccess(answer.slice(0, 15));
    return { answerBytes, bodyBytes: Number(length) };
  }
  throw new Error('The server hung up.');
}

/** Resolves to the number of answers. */
function askAgainAndAgain(
  socket: Socket,
  { request, answerBytes, endsAt }: { request: Buffer; answerBytes: number; endsAt: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    let answers = 0;
    let received = 0;
    socket.on('data', (chunk) => {
      if (received === 0) {
        try {
          demandSuccess(chunk.toString('latin1', 0, 15));
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
    socket.once('close', () => reject(new Error('The server hung up.')));
    socket.write(request);
  });
}

function demandSuccess(statusLine: string): void {
  if (!statusLine.startsWith('HTTP/1.1 200')) throw new Error(`Answered ${statusLine}`);
}
