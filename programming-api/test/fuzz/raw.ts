import { connect } from 'node:net';
import fc from 'fast-check';
import type { FuzzAnswer } from './check-answer.ts';

/** Bytes that resemble HTTP; a server has to answer or close the connection. */
export const rawRequests: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .record({
      method: mostly('GET', 'POST', 'get', 'PRI', 'CONNECT', 'X', '', 'G E T', 'GET\0'),
      target: fc.oneof(
        mostly('/api/courses', '*', 'http://a/api/courses', '/api/\0', '/%', '//', 'a:1', ''),
        fc.constant(`/${'x'.repeat(20_000)}`),
        fc.string({ unit: 'binary', maxLength: 20 }),
      ),
      version: mostly('HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9', 'http', ''),
      lineEnd: mostly('\r\n', '\n', '\r', '\n\r'),
      fields: fc.array(
        fc.oneof(fc.constantFrom(...oddFields()), fc.string({ unit: 'binary', maxLength: 30 })),
        { maxLength: 5 },
      ),
      body: fc.oneof(
        fc.constantFrom('', '{}', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '-1\r\n', 'fffffffff\r\nx'),
        fc.string({ unit: 'binary', maxLength: 30 }),
      ),
    })
    .map(({ method, target, version, lineEnd, fields, body }) =>
      Buffer.from(
        [`${method} ${target} ${version}`, 'Host: localhost', ...fields, '', body].join(lineEnd),
      ),
    ),
);

/** Valid half of the time, so that the other parts are tested, too. */
function mostly(usual: string, ...odd: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(fc.constant(usual), fc.constantFrom(...odd));
}

function oddFields(): string[] {
  return [
    ...['Content-Length: 5', 'Content-Length: -1', 'Content-Length: 1e3', 'Content-Length: 5, 5'],
    ...['Transfer-Encoding: chunked', 'Transfer-Encoding: gzip', 'Transfer-Encoding: chunked, x'],
    ...['Content-Type: application/json', 'Connection: close', 'Connection: upgrade', 'Upgrade: x'],
    ...[
      'Host: other',
      'Host:',
      ': nothing',
      'No colon',
      'A B: c',
      ' folded',
      'Expect: 100-continue',
    ],
    ...[
      'Expect: x',
      'HTTP2-Settings: x',
      `X-Long: ${'x'.repeat(20_000)}`,
      'X-Nul: \0',
      'Cookie: =;=;',
    ],
  ];
}

export interface RawOptions {
  readonly timeoutMs: number;
  /** How long the client waits for an answer before it ends its side of the connection. */
  readonly patienceMs: number;
}

/**
 * Sends the bytes and resolves to all answers, once the server has hung up.
 * Rejects when it does neither answer nor hang up in time.
 */
export function sendRaw(
  port: number,
  bytes: Buffer,
  { timeoutMs, patienceMs }: RawOptions,
): Promise<FuzzAnswer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const received: Buffer[] = [];
    const patience = setTimeout(() => socket.end(), patienceMs);
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('No answer, and no end')));
    socket.on('data', (chunk) => {
      received.push(chunk);
      socket.end();
    });
    // What the server has not read of a refused request may end the connection by a reset.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) reject(error);
    });
    socket.once('end', () => socket.end());
    socket.once('close', () => {
      clearTimeout(patience);
      resolve(readAnswers(Buffer.concat(received).toString('latin1')));
    });
    socket.write(bytes);
  });
}

/** Splits consecutive answers by their Content-Length. */
function readAnswers(received: string): FuzzAnswer[] {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return [];
  const head = received.slice(0, headEnd);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  const contentType = /^content-type: (.*)$/im.exec(head)?.[1];
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
  const body = received.slice(headEnd + 4, headEnd + 4 + length);
  const rest = received.slice(headEnd + 4 + length);
  const answer = { status, contentType, body: Buffer.from(body, 'latin1').toString() };
  return [answer, ...readAnswers(rest)];
}
