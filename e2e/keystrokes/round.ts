import type { Chance } from '@touchstone/chaos/random';
import { waitFor } from '@touchstone/test-kit';
import { goToEnd, readEditor } from './editor-text.ts';
import type { Student } from './student.ts';
import { createTypist, type Typist } from './typist.ts';

/** What happens to a student in the middle of typing. */
const events = {
  'page closed': (student, typist) => {
    const must = typist.olderThanOneSecond(performance.now());
    return student.reopen().then(() => must);
  },
  'page reloaded': async (student, typist) => {
    const must = typist.olderThanOneSecond(performance.now());
    await student.page.reload();
    return must;
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
    const must = typist.olderThanOneSecond(performance.now());
    await student.page.close();
    await context.setOffline(false);
    await student.reopen();
    return must;
  },
  'device switched': async (student, typist) => {
    const must = typist.olderThanOneSecond(performance.now());
    const stored = await student.serverDraft();
    if (!stored.startsWith(must)) throw new Loss('on the server', must, stored);
    await student.switchDevice();
    await readWith(student, must);
    // The device left open sends its last keys only now; this one asks for them when opened anew.
    await reach(student, typist.text);
    await student.reopen();
    return typist.text;
  },
  'device switched while the network is cut': async (student, typist, chance) => {
    const { context } = student;
    await context.setOffline(true);
    await typist.type(student.page, chance.between(200, 1500));
    const must = typist.olderThanOneSecond(performance.now());
    await student.switchDevice();
    const begun = await readEditor(student.page);
    await goToEnd(student.page);
    const elsewhere = createTypist(begun, chance);
    await elsewhere.type(student.page, 300);
    await reach(student, elsewhere.text);
    await context.setOffline(false);
    await student.switchDevice();
    await keepOwnInConflict(student, elsewhere.text);
    return must;
  },
} satisfies Record<string, (student: Student, typist: Typist, chance: Chance) => Promise<string>>;

export type EventName = keyof typeof events;
export const eventNames = Object.keys(events) as [EventName, ...EventName[]];

/** Keys are gone that should be there. */
class Loss extends Error {
  constructor(where: string, must: string, found: string) {
    super(`keys are lost ${where}: ${JSON.stringify({ must, found })}`);
  }
}

/** A text that fills less than the window, so that all its lines are drawn. */
const longestText = 1500;

/** Types, lets the event happen, and looks. Resolves to how many keys were pressed; rejects with what was lost. */
export async function playRound(
  student: Student,
  chance: Chance,
  event: EventName,
): Promise<number> {
  let begun = await readEditor(student.page);
  if (begun.length > longestText) {
    begun = `# ${chance.below(1_000_000)}\n`;
    await student.startOver(begun);
  }
  await goToEnd(student.page);
  const typist = createTypist(begun, chance);
  await typist.type(student.page, chance.between(1100, 2600));

  const must = await events[event](student, typist, chance);
  const found = await readWith(student, must);
  if (!typist.text.startsWith(found)) throw new Error(`foreign text: ${JSON.stringify(found)}`);
  await reach(student, found);
  if (await conflictOf(student).isVisible()) throw new Error('asked which text stays, needlessly');
  return typist.text.length - begun.length;
}

/** What stands in the editor as soon as all that must be there is. */
async function readWith(student: Student, must: string): Promise<string> {
  let found = '';
  const holds = async () => {
    found = await readEditor(student.page);
    return found.startsWith(must);
  };
  await waitFor(holds, { what: 'the text', timeoutMs: 8_000 }).catch(() => {
    throw new Loss('in the editor', must, found);
  });
  return found;
}

/** The server gets this text by itself. */
async function reach(student: Student, text: string): Promise<void> {
  let stored = '';
  const isThere = async () => {
    stored = await student.serverDraft();
    return stored === text;
  };
  const patience = { what: 'the draft on the server', timeoutMs: 20_000, intervalMs: 50 };
  await waitFor(isThere, patience).catch(() => {
    throw new Loss('on the way to the server', text, stored);
  });
}

const conflictOf = ({ page }: Student) =>
  page.getByRole('region', { name: 'Two versions of this program' });

async function keepOwnInConflict(student: Student, theirs: string): Promise<void> {
  const notice = conflictOf(student);
  await notice.waitFor({ timeout: 20_000 });
  const stored = await student.serverDraft();
  if (stored !== theirs) throw new Loss('of the other device', theirs, stored);
  await notice.getByRole('button', { name: 'Keep the one below' }).click();
  await notice.waitFor({ state: 'detached' });
}
