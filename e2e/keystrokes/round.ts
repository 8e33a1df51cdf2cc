import type { Chance } from '@touchstone/chaos/random';
import { waitFor } from '@touchstone/test-kit';
import { goToEnd, readEditor } from './editor-text.ts';
import type { Student } from './student.ts';
import { createTypist, type Typist } from './typist.ts';

/** What happens to a student in the middle of typing. */
const events = {
  'page closed': (student, typist) => {
    const required = typist.olderThanOneSecond(performance.now());
    return student.reopen().then(() => required);
  },
  'page reloaded': async (student, typist) => {
    const required = typist.olderThanOneSecond(performance.now());
    await student.page.reload();
    return required;
  },
  'network cut': async (student, typist, chance) => {
    await student.context.setOffline(true);
    await typist.type(student.page, chance.between(200, 1500));
    await student.context.setOffline(false);
    await typist.type(student.page, chance.between(0, 600));
    return typist.text;
  },
  'page closed while the network is cut': async (student, typist, chance) => {
    const { context } = student;
    await context.setOffline(true);
    await typist.type(student.page, chance.between(200, 1500));
    const required = typist.olderThanOneSecond(performance.now());
    await student.page.close();
    await context.setOffline(false);
    await student.reopen();
    return required;
  },
  'device switched': async (student, typist) => {
    const required = typist.olderThanOneSecond(performance.now());
    const stored = await student.serverDraft();
    if (!stored.startsWith(required)) throw new Loss('on the server', required, stored);
    await student.switchDevice();
    await readWith(student, required);
    // The other device sends its last keys only now; this one loads them when it is reopened.
    await reach(student, typist.text);
    await student.reopen();
    return typist.text;
  },
  'device switched while the network is cut': async (student, typist, chance) => {
    const { context } = student;
    await context.setOffline(true);
    await typist.type(student.page, chance.between(200, 1500));
    const required = typist.olderThanOneSecond(performance.now());
    await student.switchDevice();
    const initial = await readEditor(student.page);
    await goToEnd(student.page);
    const elsewhere = createTypist(initial, chance);
    await elsewhere.type(student.page, 300);
    await reach(student, elsewhere.text);
    await context.setOffline(false);
    await student.switchDevice();
    await keepOwnInConflict(student, elsewhere.text);
    return required;
  },
} satisfies Record<string, (student: Student, typist: Typist, chance: Chance) => Promise<string>>;

export type EventName = keyof typeof events;
export const eventNames = Object.keys(events) as [EventName, ...EventName[]];

/** Keys were lost. */
class Loss extends Error {
  constructor(where: string, required: string, found: string) {
    super(`keys are lost ${where}: ${JSON.stringify({ required, found })}`);
  }
}

/** A text that fits the window, so that all its lines are drawn. */
const longestText = 1500;

/** Types, triggers the event, and checks. Resolves to the number of keys; rejects with what was lost. */
export async function playRound(
  student: Student,
  chance: Chance,
  event: EventName,
): Promise<number> {
  let initial = await readEditor(student.page);
  if (initial.length > longestText) {
    initial = `# ${chance.below(1_000_000)}\n`;
    await student.startOver(initial);
  }
  await goToEnd(student.page);
  const typist = createTypist(initial, chance);
  await typist.type(student.page, chance.between(1100, 2600));

  const required = await events[event](student, typist, chance);
  const found = await readWith(student, required);
  if (!typist.text.startsWith(found)) throw new Error(`foreign text: ${JSON.stringify(found)}`);
  await reach(student, found);
  if (await conflictOf(student).isVisible()) throw new Error('asked which text stays, needlessly');
  return typist.text.length - initial.length;
}

/** The editor's text as soon as it has everything it must have. */
async function readWith(student: Student, required: string): Promise<string> {
  let found = '';
  const isComplete = async () => {
    found = await readEditor(student.page);
    return found.startsWith(required);
  };
  await waitFor(isComplete, { what: 'the text', timeoutMs: 60_000 }).catch(() => {
    throw new Loss('in the editor', required, found);
  });
  return found;
}

/** Waits until the server has this text. */
async function reach(student: Student, text: string): Promise<void> {
  let stored = '';
  const isThere = async () => {
    stored = await student.serverDraft();
    return stored === text;
  };
  const patience = { what: 'the draft on the server', timeoutMs: 60_000, intervalMs: 50 };
  await waitFor(isThere, patience).catch(() => {
    throw new Loss('on the way to the server', text, stored);
  });
}

const conflictOf = ({ page }: Student) =>
  page.getByRole('region', { name: 'Two versions of this program' });

async function keepOwnInConflict(student: Student, theirs: string): Promise<void> {
  const notice = conflictOf(student);
  await notice.waitFor({ timeout: 60_000 });
  const stored = await student.serverDraft();
  if (stored !== theirs) throw new Loss('of the other device', theirs, stored);
  await notice.getByRole('button', { name: 'Keep this version' }).click();
  await notice.waitFor({ state: 'detached' });
}
