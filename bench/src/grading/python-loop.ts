import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { childEnvironment, loopsFolder, python } from '../places.ts';
import type { Contender } from './contender.ts';

const sliceSchema = z.object({ seconds: z.number(), millis: z.array(z.number()) });

/** A loop that Python runs itself, so that Node.js uses none of its processor time. */
export async function createPythonLoop(
  name: string,
  loop: 'bare_loop.py' | 'fork_loop.py',
  args: readonly string[],
): Promise<Contender> {
  const child = spawn(python, [path.join(loopsFolder, loop), ...args], {
    env: childEnvironment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  // The end of its lines shows that a loop has exited.
  child.stdin.on('error', () => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`The loop "${name}" exited.`);
    return line.value;
  };
  await nextLine();
  return {
    name,
    run: async (seconds) => {
      child.stdin.write(`${seconds}\n`);
      return sliceSchema.parse(JSON.parse(await nextLine()));
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
