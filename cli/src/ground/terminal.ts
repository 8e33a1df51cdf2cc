/** Writes a line for the user of the command, or for the program that reads its output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line that is not part of the answer. */
export function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What a program printed must not steer the terminal of who grades it. */
export const withoutControls = (line: string): string =>
  line.replace(/\p{Cc}/gu, (character) => (character === '\t' ? character : '\ufffd'));

/** What is going on, in one line that is written over; nothing at all where nobody watches. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** Clears the line from the cursor on. */
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
