import type { PartLoader } from '../parts/part-loader.ts';
import type { CreateCodeMirror } from './codemirror.ts';

/** Loads the editor's chunk, once. Called early, it loads while the page reads its data. */
export async function loadEditor(parts: PartLoader): Promise<CreateCodeMirror> {
  return (await parts.load(() => import('./codemirror.ts'))).createCodeMirror;
}
