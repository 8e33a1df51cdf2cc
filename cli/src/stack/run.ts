import { hostWarnings, readyLine } from '../shared/front.ts';
import { handleInterruption } from '../shared/interruption.ts';
import { createProgress, outliveReaders, say, warn } from '../shared/terminal.ts';
import { assignmentsOf } from '../shared/wording.ts';
import { startStack, type Stack, type StackOptions } from './stack.ts';

/**
 * How long stopping everything in order may take. After that this process exits; its children notice
 * and exit on their own.
 */
const graceMs = 12_000;

/** Runs the stack until it is interrupted. */
export async function runStack(
  options: Omit<StackOptions, 'signal' | 'onProgress' | 'onNotice'>,
): Promise<void> {
  outliveReaders();
  const progress = createProgress();
  const interruption = handleInterruption({
    graceMs,
    onRequest: () => {
      progress.clear();
      warn('Stopping all processes; press Ctrl-C again to stop immediately.');
    },
  });
  const stack = await startStack({
    ...options,
    signal: interruption.signal,
    onProgress: (text) => progress.show(text),
    onNotice: (message) => {
      progress.clear();
      warn(message);
    },
  }).finally(() => progress.clear());

  const { host = '127.0.0.1', ...rest } = options;
  for (const warning of hostWarnings({ ...rest, host })) warn(`Warning: ${warning}`);
  announce(stack);
  await interruption.requested;
  await stack.close();
  say(await closingLine(stack));
}

async function closingLine({ processes }: Stack): Promise<string> {
  const left = await Promise.all(
    processes.map(async (process) => {
      const pids = await process.remains();
      return pids.length === 0 ? [] : [`${process.name} (process ${pids.join(', ')})`];
    }),
  );
  return left.flat().length === 0
    ? 'Stopped. No process is left running.'
    : `Stopped, but these processes are still running: ${left.flat().join(', ')}.`;
}

function announce({ url, publicUrl, folder, courses, processes }: Stack): void {
  say(readyLine({ url, publicUrl }));
  for (const course of courses) {
    say(`  course     ${course.title} (${course.slug}), ${assignmentsOf(course)}`);
  }
  say(`  processes  ${processes.map(({ name, pid }) => `${name} ${pid ?? '-'}`).join(', ')}`);
  say(`  data, logs ${folder}`);
  say('  stop       Ctrl-C');
}
