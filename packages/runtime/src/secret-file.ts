import { readFileSync } from 'node:fs';

/** The content of a secret file; `fault` never shows it. */
type SecretFile = { readonly secret: string } | { readonly fault: string };

/** Reads a secret from a file: its text without a final line end. */
export function readSecretFile(path: string): SecretFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { fault: `the file ${path} can't be read (${code ?? 'unknown reason'})` };
  }
  const secret = text.replace(/\r?\n$/, '');
  return secret === '' ? { fault: `the file ${path} is empty` } : { secret };
}
