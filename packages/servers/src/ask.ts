import { connect } from 'node:net';

/**
 * Connects to a port, by default on loopback, sends `request`, and resolves to the answer as soon as
 * `isComplete` accepts it. Resolves to null if nothing listens or there is no such answer within a second.
 */
export function ask(
  port: number,
  request: string,
  isComplete: (answer: string) => boolean,
  host = '127.0.0.1',
): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let answer = '';
    const finish = (result: string | null): void => {
      socket.destroy();
      resolve(result);
    };
    const receive = (text: string): void => {
      answer += text;
      if (isComplete(answer)) finish(answer);
    };
    socket.setEncoding('utf8');
    socket.setTimeout(1_000, () => finish(null));
    socket.on('error', () => finish(null));
    socket.on('close', () => finish(null));
    socket.on('data', (data: string) => receive(data));
    socket.on('connect', () => {
      socket.write(request);
      receive('');
    });
  });
}
