import { count } from './messages.ts';

/** The texts of the replay, which shows a program step by step. Between backticks is code. */
export const replayMessages = {
  region: 'Replay',
  titleOf: (test: string) => `Replay: ${test}`,
  titleOfRun: 'Replay of your run',
  close: 'Close the replay',

  recording: 'Running your program again to record its steps…',
  downloading: (received: string, total: string) =>
    `Downloading Python, the first time only: ${received} of ${total}.`,
  failed: {
    unavailable: 'Python could not be loaded. Check your connection, then try again.',
    timeout: 'Your program did not end in time, and its steps could not be recorded.',
    crashed: 'Python crashed, so the steps could not be recorded.',
  },
  again: 'Try again',
  nothingRan: 'No line of your program ran, so there is nothing to replay.',
  nothingRanInTest: 'This test ran no line of your program, so there is nothing to replay.',

  differs: {
    passedThere: 'This test passed on the server. Here it fails.',
    failedThere: 'This test failed on the server. Here it passes.',
    otherMessage: 'This test also failed on the server, but for another reason.',
    passedBefore: 'This test passed before. Now it fails.',
    failedBefore: 'This test failed before. Now it passes.',
    otherMessageBefore: 'This test also failed before, but for another reason.',
    below: 'The steps below are those of the run here.',
  },
  cut: {
    steps: (steps: number) =>
      `Your program took more steps. These are the first ${steps.toLocaleString('en')}.`,
    size: 'Your program’s values take up too much space to record more steps. These are the first ones.',
    time: 'Your program did not finish in time. These are the steps until then.',
  },
  changed: 'You have changed your program since then, so no line is marked in the editor.',
  recordAgain: 'Replay the changed program',

  controls: 'Steps',
  first: 'First step',
  previous: 'Previous step',
  next: 'Next step',
  last: 'Last step',
  keys: 'The keys ← and → go through the steps while the replay has the focus.',
  slider: 'Step',
  goTo: 'Go to step',
  go: 'Go',
  position: (step: number, all: number) => `Step ${step} of ${all}`,
  sliderText: (step: number, all: number, line: string) => `Step ${step} of ${all}, ${line}`,
  announced: (step: number, all: number, sentence: string) => `Step ${step} of ${all}. ${sentence}`,

  line: (line: number, file?: string) =>
    file === undefined ? `line ${line}` : `line ${line} of ${file}`,
  lineOf: (line: number, all: number, file?: string) =>
    file === undefined ? `Line ${line} of ${all}` : `Line ${line} of ${all} in ${file}`,
  is: (expression: string, value: string) => `\`${expression}\` is \`${value}\`.`,
  runs: (place: string) => `${place} runs.`,
  sets: (name: string, value: string) => `It sets \`${name}\` to \`${value}\`.`,
  changes: (name: string, value: string) => `Then \`${name}\` is \`${value}\`.`,
  deletes: (name: string) => `It deletes \`${name}\`.`,
  others: (number: number) =>
    `${count(number, 'other variable changes', 'other variables change')}, too.`,
  called: (name: string, parameters: readonly string[]) =>
    parameters.length === 0
      ? `\`${name}\` is called.`
      : `\`${name}\` is called with ${parameters.join(', ')}.`,
  parameter: (name: string, value: string) => `\`${name} = ${value}\``,
  returns: (name: string, value: string) => `\`${name}\` returns \`${value}\`.`,
  resumes: (name: string) => `\`${name}\` goes on after its \`yield\`.`,
  yields: (name: string, value: string) => `\`${name}\` yields \`${value}\` and waits.`,
  classBegins: (name: string) => `The body of the class \`${name}\` runs.`,
  classEnds: (name: string) => `The body of the class \`${name}\` has run to its end.`,
  fileBegins: 'Python begins to run this file.',
  fileEnds: 'This file has run to its end.',
  raises: (error: string) => `\`${error}\` is raised.`,
  printed: (text: string) => `Your program has printed \`${text}\`.`,
  printedLines: (lines: number) => `Your program has printed ${count(lines, 'line', 'lines')}.`,
  read: (text: string) =>
    text === '' ? 'It has read an empty line.' : `It has read the typed line \`${text}\`.`,
  roundBegins: (round: number) => `Round ${round} begins.`,

  loops: 'Loops',
  round: (line: string, round: number, all: number, atLeast: boolean) =>
    `Loop in ${line}: round ${round} of ${all}${atLeast ? ' or more' : ''}`,
  previousRound: (line: string) => `Previous round of the loop in ${line}`,
  nextRound: (line: string) => `Next round of the loop in ${line}`,
  afterLoop: (line: string) => `After the loop in ${line}`,

  jumps: 'Go to',
  toRaise: 'Exception',
  toRaiseOf: (error: string) => `Go to the exception ${error}`,
  toReturn: (name: string) => `Return of ${name}`,
  toReturnOf: (name: string) => `Go to the return of ${name}`,

  values: 'Values in this line',
  variables: 'Variables',
  noVariables: 'No variables yet.',
  variable: 'Name',
  value: 'Value',
  jumpsOf: 'Its changes',
  moduleFrame: 'Outside functions',
  functionFrame: (name: string) => `In ${name}`,
  functionFrameAgain: (name: string, call: number) => `In ${name}, call ${call} of those running`,
  here: 'here',
  isNew: 'new',
  isChanged: 'changed',
  sameAs: (type: string, name: string) => `same ${type} as ${name}`,
  isSameAs: (path: string, type: string, other: string) =>
    `${path} is the same ${type} as ${other}`,
  inFrame: (name: string, frame: string) => `${name} (${frame})`,
  itsModule: 'outside functions',
  changedBeforeOf: (name: string) => `Go to the earlier change of ${name}`,
  changedNextOf: (name: string) => `Go to the later change of ${name}`,

  drawing: 'Drawing',
  drawingHint: 'A drawing of the variables. The table has the same content.',
  moreItems: (number: number) => `${number} more`,
  notDrawn: (number: number) =>
    `${count(number, 'object is', 'objects are')} not drawn: there are too many.`,

  output: 'Printed so far',
  noOutput: 'Nothing printed yet.',
  input: 'Typed so far',
};
