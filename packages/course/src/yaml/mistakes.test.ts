import { comparisons } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { smallCourse, writeFixture } from '../../test/course-fixture.ts';
import { CourseError, describeFault } from '../course-error.ts';
import { readCourseFolder } from '../read-course.ts';

const comparisonNames = Object.keys(comparisons)
  .map((name) => `"${name}"`)
  .join(', ');

/** All faults and warnings of the small course with these files. */
async function messagesOf(changes: Record<string, string | Buffer>): Promise<string[]> {
  const folder = await writeFixture('small', { ...smallCourse, ...changes });
  try {
    return (await readCourseFolder(folder)).warnings.map(describeFault);
  } catch (error) {
    if (error instanceof CourseError) return error.faults.map(describeFault);
    throw error;
  }
}

const quotes = 'a text with ": " in it needs quotes';

it.each<[string, string[]]>([
  ['- stdout: Sum: 12\n', [`1: ${quotes}: stdout: "Sum: 12"`]],
  ['- call: f("a: b")\n  returns: 1\n', [`1: ${quotes}: call: 'f("a: b")'`]],
  ['- stdout: x\n  hint: Mind: the gap\n', [`2: ${quotes}: hint: "Mind: the gap"`]],
  ['- stdout: Name:\n', ['1: a text that ends with ":" needs quotes: stdout: "Name:"']],
  ['- {stdout: a: b}\n', [`1: between [ ] or { } ${quotes}`]],
  ['- stdout: ***\n', ['1: a text that starts with "*" needs quotes: stdout: "***"']],
  ['- stdout: &amp\n', ['1: a text that starts with "&" needs quotes: stdout: "&amp"']],
  ['- stdout: !yes\n', ['1: a text that starts with "!" needs quotes: stdout: "!yes"']],
  [
    '- stdout: 100\n  hint: % is it\n',
    ['2: a text that starts with "%" needs quotes: hint: "% is it"'],
  ],
  ['- stdout: @home\n', ['1: a text that starts with "@" needs quotes: stdout: "@home"']],
  ['- stdout: `x`\n', ['1: a text that starts with "`" needs quotes: stdout: "`x`"']],
  ['- stdout: - one\n', ['1: a text that starts with "-" needs quotes: stdout: "- one"']],
  ['- stdout: [1] is it\n', ['1: a text that starts with "[" needs quotes: stdout: "[1] is it"']],
  [
    '- stdout: "Hi\n  hint: x\n',
    ['1: the text starts with " but does not end with "; add it: stdout: "Hi"'],
  ],
  [
    "- stdout: 'It's me'\n",
    [
      `1: the text continues after its closing '; put the other kind of quotes around all of it: stdout: "It's me"`,
    ],
  ],
  [
    '- stdout: “Sum: 1”\n',
    [
      '1: has typographic quotes, which YAML reads as letters; write straight ones: stdout: "Sum: 1"',
    ],
  ],
  [
    '- stdout: "C:\\dir"\n',
    ['1: "\\d" is not a valid escape within double quotes; use single quotes: stdout: \'C:\\dir\''],
  ],
  [
    '- stdin: |\n  1\n  2\n  stdout: x\n',
    [
      '2: is not indented enough for a text below "stdin: |"; put 4 spaces in front of each line of that text',
    ],
  ],
  [
    '- stdout: Seat #4\n',
    [
      '1: what follows "#" is a comment, not part of the text; put the text in quotes, stdout: "Seat #4", or the comment on a separate line',
    ],
  ],
  ['- stdin: a\n\tstdout: b\n', ['2: starts with a tab; YAML allows only spaces there']],
  [
    '- stdin: a\n   stdout: b\n',
    ['2: "stdout" is indented more than "stdin" in line 1; start both in the same column'],
  ],
  ['- stdout:5\n', ['1: needs a space after "stdout:"; write stdout: 5']],
  ['- stdout: a\n  stdout: b\n', ['2: has "stdout" again, after line 1; remove one of the two']],
  [
    '- stdout: a\n---\n- stdout: b\n',
    ['2: has a "---", which starts another document in YAML; remove this line'],
  ],
  [
    '- stdout: A: b\n- stdout: x\n  compare: line\n- stdin: 1\n',
    [
      `1: ${quotes}: stdout: "A: b"`,
      `3: "compare" must be one of ${comparisonNames}; did you mean "lines"?`,
      '4: the case tests nothing; add "stdout" (what the program prints when "stdin" is typed), or "call" or "code" with "returns", "raises", "stdout" or "writes"',
    ],
  ],
  [
    '- call: f(“a”)\n  returns: 1\n',
    ['1: "call" has typographic quotes, which Python does not accept; write " or \''],
  ],
])('cases.yaml: %j', async (cases, expected) => {
  const messages = await messagesOf({ 'hello/cases.yaml': cases });
  expect(messages).toEqual(expected.map((line) => `hello/cases.yaml:${line}`));
});

it.each<[string, string[]]>([
  ['', ['1: "title" is missing; add a line such as "title: Loops"']],
  ['title:Hello\n', ['1: needs a space after "title:"; write title: Hello']],
  ['title = Hello\n', ['1: needs a colon after "title" instead of "="; write title: Hello']],
  ['- title: x\n', ['1: must be lines of the form "key: value", with no "- " in front of the key']],
  ['title: Week 2: Lists\n', [`1: ${quotes}: title: "Week 2: Lists"`]],
  [
    'title: 007\n',
    ['1: "title" must be text, but YAML reads this as a number; put it in quotes: title: "007"'],
  ],
  [
    'title: true\n',
    [
      '1: "title" must be text, but YAML reads this as true or false; put it in quotes: title: "true"',
    ],
  ],
  ['title: x\nhints:\n- Note: y\n', [`3: item 1 of "hints" must be text; ${quotes}: - "Note: y"`]],
  ['title: x\nhints:\n  -one\n', ['2: "hints" must be a list; put a space after each "-"']],
  [
    'title: x\npoints: "5"\n',
    ['2: "points" must be a number, without quotes or a unit, such as points: 5'],
  ],
  [
    'title: x\npoints: 1,5\n',
    ['2: "points" must be a number, without quotes or a unit, such as points: 1.5'],
  ],
  [
    'title: x\nshowSolution: yes\n',
    ['2: "showSolution" must be true or false, without quotes; write showSolution: true'],
  ],
  [
    'title: x\ncpuSeconds: 3\n',
    ['2: "cpuSeconds" does not belong here but below "limits"; move it there'],
  ],
  [
    'title: x\n  points: 3\n',
    ['2: "points" is indented more than "title" in line 1; start both in the same column'],
  ],
  ['\ufefftitle: Hello\r\nhints:\r\n  - a\r\n', []],
  ['title: x  # a comment\n', []],
])('assignment.yaml: %j', async (yaml, expected) => {
  const messages = await messagesOf({ 'hello/assignment.yaml': yaml });
  expect(messages).toEqual(expected.map((line) => `hello/assignment.yaml:${line}`));
});

it('reports the faults of all files at once, including course.yaml', async () => {
  const messages = await messagesOf({
    'course.yaml': 'title: A: b\nparts: 3\n',
    'hello/assignment.yaml': 'title: 5\n',
    'hello/handout.md': Buffer.from('one\ntwo \xfc', 'latin1'),
  });
  expect(messages.map((line) => line.split(': ', 1)[0])).toEqual([
    'course.yaml:1',
    'course.yaml:2',
    'hello/assignment.yaml:1',
    'hello/handout.md:2',
  ]);
});

it('warns about a folder that is not listed, unless its name says that it is not ready', async () => {
  const files = { 'week-9/handout.md': 'x', '_week-10/handout.md': 'x' };
  expect(await messagesOf(files)).toEqual([
    'week-9: is not listed in course.yaml, so students do not see it; list it there, or put "_" in front of its name if it is not ready',
  ]);
});
