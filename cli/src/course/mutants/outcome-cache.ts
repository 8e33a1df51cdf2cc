import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Outcome } from './try-mutants.ts';

const cachedSchema = z.record(z.string(), z.enum(['noticed', 'survived']));

/**
 * Outcomes of mutants by diff, in a file for each key. A file that can't be read counts as missing, and
 * one that can't be written is left out: then the mutants are tried again.
 */
export interface OutcomeCache {
  read(key: string): Promise<Map<string, Outcome>>;
  write(key: string, outcomes: ReadonlyMap<string, Outcome>): Promise<void>;
}

export function createOutcomeCache(folder: string): OutcomeCache {
  const pathOf = (key: string) => join(folder, `${key}.json`);
  return {
    async read(key) {
      try {
        const text = await readFile(pathOf(key), 'utf8');
        return new Map(Object.entries(cachedSchema.parse(JSON.parse(text))));
      } catch {
        return new Map();
      }
    },
    async write(key, outcomes) {
      const partial = `${pathOf(key)}.${process.pid}`;
      try {
        // Diffs have lines of the model solution.
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(partial, JSON.stringify(Object.fromEntries(outcomes)), { mode: 0o600 });
        await rename(partial, pathOf(key));
      } catch {
        await rm(partial, { force: true }).catch(() => undefined);
      }
    },
  };
}
