import { expect, it } from 'vitest';
import { smallCourse, writeFixture } from '../../test/course-fixture.ts';
import { CourseError, describeFault } from '../course-error.ts';
import { readCourseFolder } from '../read-course.ts';

/** All that is said of the small course with these files, faults and warnings. */
async function saidOf(changes: Record<string, string | Buffer>): Promise<string[]> {
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
  ['- stdout: ***\n', ['1: a text that begins with "*" needs quotes: stdout: "***"']],
  ['- stdout: &amp\n', ['1: a text that begins with "&" needs quotes: stdout: "&amp"']],
  ['- stdout: !yes\n', ['1: a text that begins with "!" needs quotes: stdout: "!yes"']],
  [
    '- stdout: 100\n  hint: % is it\n',
    ['2: a text that begins with "%" needs quotes: hint: "% is it"'],
  ],
  ['- stdout: @home\n', ['1: a text that begins with "@" needs quotes: stdout: "@home"']],
  ['- stdout: `x`\n', ['1: a text that begins with "`" needs quotes: stdout: "`x`"']],
  ['- stdout: - one\n', ['1: a text that begins with "-" needs quotes: stdout: "- one"']],
  ['- stdout: [1] is it\n', ['1: a text that begins with "[" needs quotes: stdout: "[1] is it"']],
  [
    '- stdout: "Hi\n  hint: x\n',
    ['1: the text begins with " and has no " at its end; add it: stdout: "Hi"'],
  ],
  [
    "- stdout: 'It's me'\n",
    [
      `1: the text goes on after a ' that ends it; put quotes of the other kind around all of it: stdout: "It's me"`,
    ],
  ],
  [
    '- stdout: “Sum: 1”\n',
    [
      '1: has typographic quotes, which YAML takes for letters; write straight ones: stdout: "Sum: 1"',
    ],
  ],
  [
    '- stdout: "C:\\dir"\n',
    ['1: "\\d" means nothing within double quotes; write single ones: stdout: \'C:\\dir\''],
  ],
  [
    '- stdin: |\n  1\n  2\n  stdout: x\n',
    [
      '2: stands too far left for a text below "stdin: |"; put 4 spaces in front of each line of that text',
    ],
  ],
  [
    '- stdout: Seat #4\n',
    [
      '1: what follows "#" is a comment and no part of the text; put the text in quotes, stdout: "Seat #4", or the comment on a line of its own',
    ],
  ],
  [
    '- stdin: a\n\tstdout: b\n',
    ['2: begins with a tab; use spaces, which is all that YAML takes there'],
  ],
  [
    '- stdin: a\n   stdout: b\n',
    ['2: "stdout" stands further right than "stdin" in line 1; let both begin in the same column'],
  ],
  ['- stdout:5\n', ['1: needs a space after "stdout:"; write stdout: 5']],
  ['- stdout: a\n  stdout: b\n', ['2: has "stdout" again, after line 1; remove one of the two']],
  [
    '- stdout: a\n---\n- stdout: b\n',
    ['2: has a "---", after which YAML begins another file; remove this line'],
  ],
  [
    '- stdout: A: b\n- stdout: x\n  compare: line\n- stdin: 1\n',
    [
      `1: ${quotes}: stdout: "A: b"`,
      '3: "compare" must be one of "lines", "exact", "numbers", "contains"; did you mean "lines"?',
      '4: the case tests nothing: add "stdout" (what the program prints, when "stdin" is typed), or "call" with "returns" or "raises"',
    ],
  ],
  [
    '- call: f(“a”)\n  returns: 1\n',
    ['1: "call" has typographic quotes, which Python does not know; write " or \''],
  ],
])('cases.yaml: %j', async (cases, expected) => {
  const said = await saidOf({ 'hello/cases.yaml': cases });
  expect(said).toEqual(expected.map((line) => `hello/cases.yaml:${line}`));
});

it.each<[string, string[]]>([
  ['', ['1: "title" is missing; add a line such as "title: Loops"']],
  ['title:Hello\n', ['1: needs a space after "title:"; write title: Hello']],
  ['title = Hello\n', ['1: needs a colon after "title" and no "="; write title: Hello']],
  ['- title: x\n', ['1: must be lines of the form "key: value", with no "- " in front of the key']],
  ['title: Week 2: Lists\n', [`1: ${quotes}: title: "Week 2: Lists"`]],
  [
    'title: 007\n',
    ['1: "title" must be text, and YAML takes this for a number; put it in quotes: title: "007"'],
  ],
  [
    'title: true\n',
    [
      '1: "title" must be text, and YAML takes this for true or false; put it in quotes: title: "true"',
    ],
  ],
  [
    'title: x\nhints:\n- Note: y\n',
    [`3: item 1 of "hints" must be text, and ${quotes}: - "Note: y"`],
  ],
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
    ['2: "points" stands further right than "title" in line 1; let both begin in the same column'],
  ],
  ['\ufefftitle: Hello\r\nhints:\r\n  - a\r\n', []],
  ['title: x  # a comment\n', []],
])('assignment.yaml: %j', async (yaml, expected) => {
  const said = await saidOf({ 'hello/assignment.yaml': yaml });
  expect(said).toEqual(expected.map((line) => `hello/assignment.yaml:${line}`));
});

it('names the faults of all files, course.yaml among them, in one go', async () => {
  const said = await saidOf({
    'course.yaml': 'title: A: b\nparts: 3\n',
    'hello/assignment.yaml': 'title: 5\n',
    'hello/handout.md': Buffer.from('one\ntwo \xfc', 'latin1'),
  });
  expect(said.map((line) => line.split(': ', 1)[0])).toEqual([
    'course.yaml:1',
    'course.yaml:2',
    'hello/assignment.yaml:1',
    'hello/handout.md:2',
  ]);
});

it('warns of a folder that is not listed, unless its name says that it is a draft', async () => {
  const files = { 'week-9/handout.md': 'x', '_week-10/handout.md': 'x' };
  expect(await saidOf(files)).toEqual([
    'week-9: is not listed in course.yaml, so students do not see it; list it there, or put "_" in front of its name while it is a draft',
  ]);
});
