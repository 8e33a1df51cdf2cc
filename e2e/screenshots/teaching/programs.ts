import { students, studentOf, type Student } from './class.ts';
import type { Slug } from './course.ts';

/** What beginners write: a right program, and two wrong ones that are found often. */
const programs: Readonly<Record<Slug, { right: string; wrong: readonly [string, string] }>> = {
  hello: {
    right: 'def hello():\n    return "Hello, World!"\n',
    wrong: [
      'def hello():\n    print("Hello, World!")\n',
      'def hello():\n    return "Hello World!"\n',
    ],
  },
  sum: {
    right: 'def add(a, b):\n    return a + b\n',
    wrong: ['def add(a, b):\n    print(a + b)\n', 'def add(a, b):\n    return 5\n'],
  },
  greet: {
    right:
      'def greet():\n    name = input()\n    age = int(input())\n    print(f"{name}, next year you will be {age + 1}.")\n',
    wrong: [
      'def greet():\n    name = input()\n    age = input()\n    print(f"{name}, next year you will be {age + 1}.")\n',
      'def greet():\n    name = input()\n    age = int(input())\n    print(f"{name}, next year you will be {age + 1}")\n',
    ],
  },
  temperature: {
    right: `def to_fahrenheit(celsius):
    return celsius * 9 / 5 + 32


def to_celsius(fahrenheit):
    return (fahrenheit - 32) * 5 / 9
`,
    wrong: [
      `def to_fahrenheit(celsius):
    return celsius * 9 / 5 + 32


def to_celsius(fahrenheit):
    return fahrenheit - 32 * 5 / 9
`,
      `def to_fahrenheit(celsius):
    return celsius * 9 // 5 + 32


def to_celsius(fahrenheit):
    return (fahrenheit - 32) * 5 / 9
`,
    ],
  },
  'fizz-buzz': {
    right: fizzBuzz('range(1, limit + 1)', [15, 3, 5]),
    wrong: [
      fizzBuzz('range(1, limit + 1)', [3, 5, 15]),
      fizzBuzz('range(1, limit)', [15, 3, 5]),
    ],
  },
  statistics: {
    right: statistics('(ordered[middle - 1] + ordered[middle]) / 2'),
    wrong: [statistics('ordered[middle]'), statistics('(ordered[middle] + ordered[middle + 1]) / 2')],
  },
};

/** With its conditions in this order. */
function fizzBuzz(numbers: string, order: readonly (3 | 5 | 15)[]): string {
  const words = { 3: 'Fizz', 5: 'Buzz', 15: 'FizzBuzz' };
  const choices = order.map(
    (divisor, index) =>
      `        ${index === 0 ? 'if' : 'elif'} n % ${divisor} == 0:\n            words.append("${words[divisor]}")\n`,
  );
  return `def fizz_buzz(limit):
    words = []
    for n in ${numbers}:
${choices.join('')}        else:
            words.append(str(n))
    return words
`;
}

/** With this as the median of an even number of them. */
function statistics(evenMedian: string): string {
  return `def spread(numbers):
    if not numbers:
        return None
    return max(numbers) - min(numbers)


def mean(numbers):
    if not numbers:
        return None
    return sum(numbers) / len(numbers)


def median(numbers):
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return ${evenMedian}
`;
}

/** They try one thing after another, and none helps. */
const stuckIn: ReadonlyMap<Student, Partial<Record<Slug, readonly string[]>>> = new Map([
  [
    studentOf('Morales'),
    {
      temperature: [
        'fahrenheit - 32 * 5 / 9',
        'fahrenheit - 32 / 9 * 5',
        'fahrenheit * 5 / 9 - 32',
        '5 / 9 * fahrenheit - 32',
        'fahrenheit - (32 * 5) / 9',
        'fahrenheit - 32 * (5 / 9)',
      ].map(
        (celsius) =>
          `def to_fahrenheit(celsius):\n    return celsius * 9 / 5 + 32\n\n\ndef to_celsius(fahrenheit):\n    return ${celsius}\n`,
      ),
    },
  ],
  [
    studentOf('Haddad'),
    {
      'fizz-buzz': ['words', 'n', 'limit', 'str(limit)', '[]', '["1"]'].map(
        (result) =>
          `def fizz_buzz(limit):\n    words = []\n    for n in range(limit):\n        words = str(n)\n    return ${result}\n`,
      ),
    },
  ],
]);

/** What a student hands in for an assignment, in order. Each has other habits in each assignment. */
export function programsOf(student: Student, slug: Slug): readonly string[] {
  const stuck = stuckIn.get(student)?.[slug];
  if (stuck !== undefined) return stuck;
  const { right, wrong } = programs[slug];
  const [first, second] = wrong;
  const kind = (students.indexOf(student) * 7 + slug.length * 3) % 10;
  if (kind === 0) return [];
  if (kind === 1) return [first];
  if (kind === 2 || kind === 3) return [first, right];
  if (kind === 4 || kind === 6) return [second, right];
  if (kind === 5) return [second];
  return [right];
}
