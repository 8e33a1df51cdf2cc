import { connect } from 'node:net';

/**
 * Connects to a port, of loopback by default, sends `question` and resolves to what came back until `isEnough`
 * says so; resolves to null when nothing listens or no such answer comes within a second.
 */
export function ask(
  port: number,
  question: string,
  isEnough: (answer: string) => boolean,
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
      if (isEnough(answer)) finish(answer);
    };
    socket.setEncoding('utf8');
    socket.setTimeout(1_000, () => finish(null));
    socket.on('error', () => finish(null));
    socket.on('close', () => finish(null));
    socket.on('data', (data: string) => receive(data));
    socket.on('connect', () => {
      socket.write(question);
      receive('');
    });
  });
}
