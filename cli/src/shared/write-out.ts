import { once } from 'node:events';

/** Writes to the standard output; reading from the database waits for the reader of the output. */
export async function writeOut(text: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
