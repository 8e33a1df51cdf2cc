import type { PartLoader } from '../parts/part-loader.ts';
import type { CreateCodeMirror } from './codemirror.ts';

/** Fetches the editor's chunk, once; asked for early, it comes while the page reads its data. */
export async function loadEditor(parts: PartLoader): Promise<CreateCodeMirror> {
  return (await parts.load(() => import('./codemirror.ts'))).createCodeMirror;
}
