import { hostWarnings, readyLine } from '../shared/front.ts';
import { handleInterruption } from '../shared/interruption.ts';
import { createProgress, outliveReaders, say, warn } from '../shared/terminal.ts';
import { assignmentsOf } from '../shared/wording.ts';
import { startAllInOne, type AllInOne, type AllInOneOptions } from './all-in-one.ts';

/** After this time the process exits even if it is still closing; the next start recovers. */
const graceMs = 4_500;

/** Runs the all-in-one until it is interrupted. */
export async function runAllInOne(
  options: Omit<AllInOneOptions, 'signal' | 'onProgress' | 'onWarning'>,
): Promise<void> {
  outliveReaders();
  const progress = createProgress();
  const interruption = handleInterruption({
    graceMs,
    onRequest: () => {
      progress.clear();
      warn('Stopping; press Ctrl-C again to stop immediately.');
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
  say('Stopped. Submissions that are not graded yet will be graded after the next start.');
}

function announce({ url, publicUrl, sandbox, dataFolder, courses }: AllInOne): void {
  say(readyLine({ url, publicUrl }));
  for (const course of courses) {
    say(`  course   ${course.title} (${course.slug}), ${assignmentsOf(course)}`);
  }
  say(`  sandbox  ${sandbox}`);
  say(`  data     ${dataFolder}`);
  say('  stop     Ctrl-C');
}

function warningsOf(options: Parameters<typeof hostWarnings>[0]): string[] {
  const asRoot =
    process.getuid?.() === 0
      ? [
          'Touchstone is running as root. Use an unprivileged account instead. (Student code runs unprivileged in any case.)',
        ]
      : [];
  return [...asRoot, ...hostWarnings(options)];
}
