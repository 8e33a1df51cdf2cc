import { count, points } from './messages.ts';

const programs = (number: number): string => count(number, 'program', 'programs');

/** The texts about joining what somebody did without an account, which are loaded when they are shown. */
export const joinMessages = {
  title: 'Work from before you signed in',
  question: 'Is this yours?',
  asked: (number: number, drafts: number) =>
    [
      ...(number > 0 ? [`${programs(number)} handed in`] : []),
      ...(drafts > 0 ? [`${count(drafts, 'text', 'texts')} typed`] : []),
    ].join(' and '),
  askedText: (what: string) =>
    `Somebody worked without an account in a browser of yours: ${what}. If that was you, join it to your account. Its points then count for you, and your teacher sees that it was joined.`,
  join: 'Yes, join it to my account',
  refuse: 'Not mine',
  continue: 'Decide later',
  undoUntil: (until: string) => `possible until ${until}`,
  joined: (when: string, what: string) => `Joined on ${when}: ${what}.`,
  taken: (when: string, what: string) =>
    `An account has joined your work on ${when}: ${what}. If that was not you, undo it, and it comes back to you.`,
  undo: 'Undo',
  undone: 'Undone: everything is where it was before.',
  nowJoined: 'It is yours now, with its points.',
  refused: 'It stays with the anonymous user.',
  over: 'It can no longer be undone.',
  show: 'Show it',
  program: (assignment: string, course: string) => `${assignment} (${course})`,
  points,
  notGraded: 'not graded',
  draft: 'typed, not handed in',
  readCode: 'Open the code',
  readCodeOf: (assignment: string, when: string) => `Open the code: ${assignment}, ${when}`,
  codeFailed: 'The code could not be loaded.',
  more: (number: number) => `and ${number} older`,
  other:
    'Did you work without an account in another browser? Enter a code or the recovery key that its settings show.',
  otherLabel: 'Work from another browser',
  find: 'Find',
  found: 'Found. Nothing is joined yet.',
  nothing: 'There is no work with it.',
  away: 'The server cannot be reached. Nothing was changed. Try again in a moment.',
  failed: (detail: string) => `That did not work: ${detail}`,
};
