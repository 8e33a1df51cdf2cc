import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const deployFolder = fileURLToPath(new URL('../../deploy', import.meta.url));

/** Labels that Prometheus adds, and the one of a histogram's buckets. */
const addedLabels = ['job', 'instance', 'le'];

/** The labels of each series name, with the values seen of each. */
type Exported = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** What texts in Prometheus' format export; a metric without a series counts, without labels. */
export function exportedBy(texts: readonly string[]): Exported {
  const found = new Map<string, Map<string, Set<string>>>();
  const labelsOf = (name: string): Map<string, Set<string>> => {
    const labels = found.get(name) ?? new Map<string, Set<string>>();
    found.set(name, labels);
    return labels;
  };
  for (const text of texts) {
    for (const [, name = '', type] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
      const ends = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      for (const end of ends) labelsOf(name + end);
    }
    for (const [, name = '', labels = ''] of text.matchAll(/^(touchstone_\w+)\{(.*)\} /gm)) {
      for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
        const values = labelsOf(name).get(label) ?? new Set<string>();
        labelsOf(name).set(label, values.add(value));
      }
    }
  }
  return found;
}

/** In deploy/: the name and selector of each metric in each file that asks for some. */
export function deployedSelectors(): { file: string; name: string; selector: string }[] {
  return readdirSync(deployFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ['.yml', '.yaml', '.json'].includes(extname(file)))
    .flatMap((file) => {
      const text = readFileSync(join(deployFolder, file), 'utf8').replaceAll('\\"', '"');
      const named = text.matchAll(/\b(touchstone_[a-z_]+)\b(?:\{([^}]*)\})?/g);
      return [...named].map(([, name = '', selector = '']) => ({ file, name, selector }));
    });
}

/** What of a selector no service exports; empty if all of it is there. */
export function missingOf(
  { name, selector }: { name: string; selector: string },
  exported: Exported,
): string[] {
  const labels = exported.get(name);
  if (labels === undefined) return [name];
  return [...selector.matchAll(/(\w+)(=~?)"([^"]*)"/g)].flatMap(
    ([, label = '', how, value = '']) => {
      if (addedLabels.includes(label)) return [];
      const values = labels.get(label);
      const wanted = how === '=' ? [value] : value.split('|');
      return wanted.filter((each) => values?.has(each) !== true).map((each) => `${label}=${each}`);
    },
  );
}
