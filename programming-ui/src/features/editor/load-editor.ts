import type { CreateCodeMirror } from './codemirror.ts';

/** Fetches the editor's chunk, once; asked for early, it comes while the page reads its data. */
export async function loadEditor(): Promise<CreateCodeMirror> {
  return (await import('./codemirror.ts')).createCodeMirror;
}
