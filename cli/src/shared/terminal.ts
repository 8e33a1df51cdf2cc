import { LineWriter, type LostLines } from '@touchstone/runtime/line-writer';

type Write = (text: string) => void;
let writeOut: Write = (text) => void process.stdout.write(text);
let writeError: Write = (text) => void process.stderr.write(text);

/** Writes a line for the user of the command, or for the program that reads its output. */
export function say(line: string): void {
  writeOut(`${line}\n`);
}

/** Writes a line that is not part of the command's output. */
export function warn(line: string): void {
  writeError(`${line}\n`);
}

/** Exits when the reader of the output exits, as in `touchstone grade … | head`. */
export function exitWithReader(): void {
  process.stdout.on('error', () => process.exit());
}

/**
 * For a command that runs for days and must survive the loss of its readers: a file on a full disk, a
 * closed terminal. Lines that can't be written are counted and reported later.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error').on('error', () => undefined);
  }
  const describeLoss = ({ count, since, reason }: LostLines): string =>
    `(${count} lines since ${since.toISOString()} could not be written: ${reason}.)\n`;
  const [out, error] = [1, 2].map((fd) => new LineWriter({ fd, describeLoss }));
  writeOut = (text) => out?.write(text);
  writeError = (text) => error?.write(text);
}

/** The output of a program must not control the terminal of the person who grades it. */
export const withoutControls = (line: string): string =>
  line.replace(/\p{Cc}/gu, (character) => (character === '\t' ? character : '\ufffd'));

/** A progress line that is overwritten; without a terminal nothing is shown. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** Clears the line from the cursor to its end. */
const eraseLine = '\u001b[K';

export function createProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stderr,
): Progress {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) => {
      stream.write(`\r${text.slice(0, (stream.columns || 80) - 1)}${eraseLine}`);
    },
    clear: () => {
      stream.write(`\r${eraseLine}`);
    },
  };
}
