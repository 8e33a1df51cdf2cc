import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const heading = /^(?:split|shared): /;

/**
 * The lines of each program in both folders, the earlier ones above the later ones. The shared judge's
 * lines are omitted if they equal those of the split judge.
 */
export async function compareMessages(
  earlier: string,
  later: string,
  options: { only: string; changedOnly: boolean },
) {
  const files = [...new Set([...(await textFiles(earlier)), ...(await textFiles(later))])];
  const lines: string[] = [];
  let programs = 0;
  let changed = 0;
  for (const file of files.filter((name) => name.includes(options.only)).toSorted()) {
    const [before, after] = [await readBlocks(earlier, file), await readBlocks(later, file)];
    for (const title of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(title) ?? [], after.get(title) ?? []];
      const other = title.replace(/^shared: /, 'split: ');
      const known = other !== title && same(was, before.get(other)) && same(is, after.get(other));
      if (known) continue;
      programs += 1;
      if (!same(was, is)) changed += 1;
      else if (options.changedOnly) continue;
      lines.push('', `${file.replace(/\.txt$/, '')}: ${title}`, ...stacked(was, is));
    }
  }
  return { lines, programs, changed };
}

function stacked(was: readonly string[], is: readonly string[]): string[] {
  if (same(was, is)) return ['  same', ...is];
  return ['  before', ...orAbsence(was), '  after', ...orAbsence(is)];
}

const orAbsence = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? ['    (no such program)'] : lines.map((line) => `  ${line}`);

const same = (one: readonly string[], other: readonly string[] = []): boolean =>
  one.join('\n') === other.join('\n');

async function textFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.txt'));
}

/** The lines for each program and judge, as render.ts wrote them. */
async function readBlocks(folder: string, file: string): Promise<Map<string, string[]>> {
  const blocks = new Map<string, string[]>();
  let block: string[] = [];
  for (const line of await textOf(join(folder, file))) {
    if (heading.test(line)) blocks.set(line, (block = []));
    else if (line !== '') block.push(line);
  }
  return blocks;
}

async function textOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
