import { hostWarnings, readyLine } from '../ground/front.ts';
import { watchInterruption } from '../ground/interruption.ts';
import { createProgress, outliveReaders, say, warn } from '../ground/terminal.ts';
import { startAllInOne, type AllInOne, type AllInOneOptions } from './all-in-one.ts';

/** All is closed after this time, or left to the next start to put right. */
const graceMs = 4_500;

/** Runs the all-in-one until it is told to end. */
export async function runAllInOne(
  options: Omit<AllInOneOptions, 'signal' | 'onProgress' | 'onWarning'>,
): Promise<void> {
  outliveReaders();
  const progress = createProgress();
  const interruption = watchInterruption({
    graceMs,
    onRequest: () => {
      progress.clear();
      warn('Ending; press Ctrl-C again to end at once.');
    },
  });
  const warnings: string[] = [];
  const allInOne = await startAllInOne({
    ...options,
    signal: interruption.signal,
    onProgress: (text) => progress.show(text),
    onWarning: (message) => warnings.push(message),
  }).finally(() => progress.clear());

  [...warnings, ...warningsOf(options)].forEach((message) => warn(`Warning: ${message}`));
  announce(allInOne);
  await interruption.requested;
  await allInOne.close();
  say('Ended. What is not graded yet will be at the next start.');
}

function announce({ url, publicUrl, sandbox, dataFolder, courses }: AllInOne): void {
  say(readyLine({ url, publicUrl }));
  for (const course of courses) {
    say(`  course   ${course.title} (${course.slug}), ${course.assignments.length} assignments`);
  }
  say(`  sandbox  ${sandbox}`);
  say(`  data     ${dataFolder}`);
  say('  stop     Ctrl-C');
}

function warningsOf(options: Parameters<typeof hostWarnings>[0]): string[] {
  const asRoot =
    process.getuid?.() === 0
      ? [
          'Touchstone runs as root. Better make an ordinary user for it; student code runs as an unprivileged one all the same.',
        ]
      : [];
  return [...asRoot, ...hostWarnings(options)];
}
