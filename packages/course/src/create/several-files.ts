import { editedNameFaults } from '../edited-files.ts';
import { maxEditedFiles } from '../manifest.ts';
import { moduleFileFault } from '../module-name.ts';
import { schemaLine } from '../schemas/schema-files.ts';
import { refused } from './new-folder.ts';
import type { TestKind } from './templates.ts';

/** Throws CourseError if students can't edit files of these names. */
export function requireFiles(folderPath: string, names: readonly string[]): void {
  const refuse = (message: string) => refused(folderPath, `--files ${message}`);
  if (names.length < 2 || names.length > maxEditedFiles) {
    throw refuse(
      `needs 2 to ${maxEditedFiles} names, such as main.py,shapes.py; the first file runs as a script`,
    );
  }
  const faults = editedNameFaults(names);
  for (const [index, name] of names.entries()) {
    const fault = moduleFileFault(name);
    if (fault !== null) throw refuse(`lists "${name}", which ${fault}`);
    const other = faults[index] ?? null;
    if (other !== null) throw refuse(`lists ${name}, ${other}`);
  }
}

/** The files of a new assignment whose students edit several: an example that passes \`course check\`. */
export function severalFiles(
  title: string,
  kind: TestKind,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const [main = '', other = '', ...more] = names;
  const [mainModule, module] = [moduleOf(main), moduleOf(other)];
  const inFolder = (folder: string, isSolved: boolean) => ({
    [`${folder}/${main}`]: mainFile(module, isSolved),
    [`${folder}/${other}`]: otherFile(isSolved),
    ...Object.fromEntries(more.map((name) => [`${folder}/${name}`, unused])),
  });
  return {
    'assignment.yaml': `${schemaLine('assignment')}title: ${JSON.stringify(title)}
files:
  edit: [${names.join(', ')}]
  given: [words.txt]
`,
    'handout.md': handout(main, other),
    ...inFolder('starter', false),
    ...inFolder('solution', true),
    'files/words.txt': 'plum\nraspberry\nwalnut\n',
    ...(kind === 'cases' ? { 'cases.yaml': cases } : { 'tests.py': tests(mainModule, module) }),
  };
}

const moduleOf = (name: string): string => name.replace(/\.py$/, '');

const handout = (main: string, other: string): string => `Write two functions:

- \`longest(words)\` in \`${other}\` returns the longest word of a list.
- \`longest_in(name)\` in \`${main}\` returns the longest word in the file of this name. Each word has a line of
  its own. Use \`longest\`.

\`${main}\` then prints the longest word of \`words.txt\`.

<!-- Replace this text, and the other files of this folder. Students do not see this comment. -->
`;

const mainFile = (module: string, isSolved: boolean): string => `from ${module} import longest


def longest_in(name):
    """Return the longest word in the file of this name."""
${isSolved ? '    with open(name) as file:\n        return longest(file.read().split())\n' : ''}

if __name__ == "__main__":
    print(longest_in("words.txt"))
`;

const otherFile = (isSolved: boolean): string => `def longest(words):
    """Return the longest word."""
${isSolved ? '    return max(words, key=len)\n' : ''}`;

const unused = '# Students edit this file, too.\n';

const cases = `${schemaLine('cases')}# Each entry is a test. Calls have the names that the first file defines or imports.
- title: The longest word of words.txt
  stdout: raspberry
- call: longest(["plum", "raspberry", "walnut"])
  returns: raspberry
- call: longest(["a"])
  returns: a
  hidden: true # students see neither the call nor the value
`;

const tests = (main: string, module: string): string => `import unittest

from ${main} import longest_in
from ${module} import longest


class LongestTest(unittest.TestCase):
    def test_list(self):
        """finds the longest word of a list"""
        self.assertEqual(longest(["plum", "raspberry", "walnut"]), "raspberry")

    def test_file(self):
        """finds the longest word of words.txt"""
        self.assertEqual(longest_in("words.txt"), "raspberry")
`;
