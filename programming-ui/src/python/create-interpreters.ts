import { createInterpreters, type Interpreters } from './interpreters.ts';
import { keepSnapshot, loadMaterials } from './materials.ts';

/** The page's interpreters, created on first use. */
let interpreters: Interpreters | null = null;

export function pageInterpreters(): Interpreters {
  interpreters ??= createInterpreters({
    load: loadMaterials,
    keepSnapshot,
    createWorker: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  });
  return interpreters;
}
