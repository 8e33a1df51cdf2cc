import { spawn } from 'node:child_process';
import { childChannel, type ProcessChannel } from '../src/sandbox/framed-process.ts';

const frameFunction = `const frame = (content) => {
  const bytes = Buffer.from(JSON.stringify(content));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  process.stdout.write(Buffer.concat([head, bytes]));
};`;

/** Starts a JavaScript program, which may call `frame(content)` to send a frame. */
export function startFramedScript(script: string): ProcessChannel {
  const child = spawn(process.execPath, ['-e', `${frameFunction}\n${script}`], {
    detached: true,
    env: {},
  });
  return childChannel(child);
}
