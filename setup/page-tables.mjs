import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/**
 * A page of docs/ with its tables made anew: each follows a line `<!-- table: NAME -->`. Throws if the
 * page lacks one, or has one that nothing makes.
 *
 * @param {string} path
 * @param {Readonly<Record<string, string[][]>>} tables by name; the first row are the headings
 */
export async function pageWithTables(path, tables) {
  const left = new Map(Object.entries(tables));
  const page = readFileSync(path, 'utf8').replaceAll(
    /(<!-- table: (.+) -->\n)\n(?:\|.*\n)*/g,
    (_, mark, name) => {
      const rows = left.get(name);
      if (rows === undefined) throw new Error(`No table is called ${name}, or it is there twice`);
      left.delete(name);
      return `${mark}\n${markdownOf(rows)}`;
    },
  );
  if (left.size > 0) throw new Error(`${path} lacks the tables ${[...left.keys()].join(', ')}`);
  return formatted(path, page);
}

/** As `npm run format` writes it. @param {string} path @param {string} text */
export const formatted = async (path, text) =>
  format(text, { ...(await resolveConfig(path)), filepath: path });

/** @param {string[][]} rows */
function markdownOf([headings = [], ...rows]) {
  const lines = [headings, headings.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
