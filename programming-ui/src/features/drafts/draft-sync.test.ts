import type { Draft, NewDraft } from '@touchstone/contracts';
import { get } from 'svelte/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NetworkError, ProblemError } from '../../api/problem.ts';
import { fakeConnectivity } from '../../testing/connectivity.ts';
import { memoryStore } from '../../testing/text-store.ts';
import { programText } from '../program/program.ts';
import { createDraftSync } from './draft-sync.ts';
import { createLocalDraft } from './local-draft.ts';

const assignmentId = '00000000-0000-4000-8000-000000000001';
const away = new NetworkError('away');

/** A server with one draft, which can be unavailable or lose its answers. */
function aServer() {
  let stored: Draft | null = null;
  const sent: NewDraft[] = [];
  const mood = { away: false, losesAnswers: false };
  const store = (program: string | Pick<NewDraft, 'code' | 'files'>) => {
    const revision = (stored?.revision ?? 0) + 1;
    const parts = typeof program === 'string' ? { code: program } : program;
    stored = { assignmentId, ...parts, revision, changedAt: '2026-01-01T00:00:00.000Z' };
  };
  return {
    mood,
    sent,
    store,
    stored: () => stored,
    forget: () => void (stored = null),
    read: () => (mood.away ? Promise.reject(away) : Promise.resolve(stored)),
    send(draft: NewDraft): Promise<Draft> {
      if (mood.away) return Promise.reject(away);
      sent.push(draft);
      if (stored === null || programText(stored) !== programText(draft)) {
        if ((stored?.revision ?? 0) !== draft.revision && stored !== null) {
          const type = '/problems/draft-conflict';
          return Promise.reject(new ProblemError(409, { type, draft: stored }, null));
        }
        store({ code: draft.code, files: draft.files });
      }
      return mood.losesAnswers || stored === null ? Promise.reject(away) : Promise.resolve(stored);
    },
  };
}

function aBrowser(server = aServer(), store = memoryStore()) {
  const connectivity = fakeConnectivity();
  const open = () => {
    const shown: string[] = [];
    const local = createLocalDraft({
      ...{ store, userUuid: () => 'ada', assignment: 'c/a', onFailure: () => undefined },
    });
    const sync = createDraftSync({
      ...{ local, connectivity, random: () => 1 },
      read: () => server.read(),
      send: (draft) => server.send(draft),
      onReplace: (code) => shown.push(code),
    });
    return { sync, shown, local, state: () => get(sync.state).kind };
  };
  return { server, connectivity, open };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a draft', () => {
  it('does not exist if neither the browser nor the server has one', async () => {
    const { sync, state } = aBrowser().open();
    expect(await sync.open()).toBeNull();
    expect(state()).toBe('saved');
  });

  it('reaches the server within a second, even during typing', async () => {
    const { server, open } = aBrowser();
    const { sync, state } = open();
    await sync.open();
    for (let count = 1; count <= 12; count++) {
      sync.write('x'.repeat(count));
      await pass(100);
    }
    expect(server.stored()?.code?.length).toBeGreaterThanOrEqual(10);
    await pass(1000);
    expect(server.stored()?.code).toBe('x'.repeat(12));
    expect(server.sent.length).toBeLessThanOrEqual(4);
    expect(state()).toBe('saved');
  });

  it('is available on another device', async () => {
    const server = aServer();
    const { sync } = aBrowser(server).open();
    await sync.open();
    sync.write('x = 1');
    await pass(1000);
    expect(await aBrowser(server).open().sync.open()).toBe('x = 1');
  });

  it('is sent at once when the page goes away', async () => {
    const { server, open } = aBrowser();
    const { sync } = open();
    await sync.open();
    sync.write('x = 1');
    sync.close();
    await pass(0);
    expect(server.stored()?.code).toBe('x = 1');
  });

  it('waits for an unavailable server, and is sent automatically', async () => {
    const { server, connectivity, open } = aBrowser();
    const { sync, state } = open();
    await sync.open();
    server.mood.away = true;
    sync.write('x = 1');
    await pass(1000);
    expect(state()).toBe('waiting');
    sync.write('x = 12');
    server.mood.away = false;
    connectivity.goOnline();
    await pass(0);
    expect(server.stored()?.code).toBe('x = 12');
    expect(state()).toBe('saved');
  });

  it('knows whether the server, only the browser or neither has the text', async () => {
    const { server, open } = aBrowser();
    const { sync } = open();
    await sync.open();
    expect(sync.storedAt()).toBe('server');
    sync.write('x = 1');
    expect(sync.storedAt()).toBe('nowhere');
    server.mood.away = true;
    sync.flush();
    expect(sync.storedAt()).toBe('browser');
    await pass(1000);
    expect(sync.storedAt()).toBe('browser');
    server.mood.away = false;
    await pass(60_000);
    expect(sync.storedAt()).toBe('server');

    const refusing = aBrowser(aServer(), memoryStore(false)).open().sync;
    await refusing.open();
    refusing.write('x = 1');
    refusing.flush();
    expect(refusing.storedAt()).toBe('nowhere');
    await pass(1000);
    expect(refusing.storedAt()).toBe('server');
  });

  it("starts with the browser's draft while the server is unavailable", async () => {
    const browser = aBrowser();
    const first = browser.open();
    await first.sync.open();
    first.sync.write('x = 1');
    first.sync.close();
    browser.server.mood.away = true;
    expect(await browser.open().sync.open()).toBe('x = 1');
  });

  it('stays in the browser when the server refuses it, and is sent again after a change', async () => {
    const { server, open } = aBrowser();
    const { sync, state, local } = open();
    await sync.open();
    const send = vi.spyOn(server, 'send');
    send.mockRejectedValueOnce(new ProblemError(413, { type: '/problems/too-large' }, null));
    sync.write('too large');
    await pass(1000);
    expect(state()).toBe('refused');
    expect(local.read()).toBe('too large');
    sync.write('small');
    await pass(1000);
    expect(server.stored()?.code).toBe('small');
  });

  it('is created again when the server has lost it', async () => {
    const browser = aBrowser();
    const first = browser.open();
    await first.sync.open();
    first.sync.write('x = 1');
    await pass(1000);
    first.sync.close();
    browser.server.forget();
    expect(await browser.open().sync.open()).toBe('x = 1');
    await pass(1000);
    expect(browser.server.stored()?.code).toBe('x = 1');
  });
});

describe('two devices', () => {
  async function twoDevices() {
    const server = aServer();
    const [one, other] = [aBrowser(server).open(), aBrowser(server).open()];
    await one.sync.open();
    one.sync.write('shared');
    await pass(1000);
    await other.sync.open();
    return { server, one, other };
  }

  it('follow each other while nothing is unsent', async () => {
    const { one, other } = await twoDevices();
    other.sync.write('went on');
    await pass(1000);
    await one.sync.refresh();
    expect(one.shown).toEqual(['went on']);
    expect(one.local.read()).toBe('went on');
    one.sync.write('and on');
    await pass(1000);
    await other.sync.refresh();
    expect(other.shown).toEqual(['shared', 'and on']);
  });

  it('detect a conflict, and keep both texts until one is chosen', async () => {
    for (const whose of ['mine', 'theirs'] as const) {
      const { server, one, other } = await twoDevices();
      one.sync.write('from one');
      other.sync.write('from other');
      await pass(1000);
      expect(one.state()).toBe('saved');
      expect(get(other.sync.state)).toMatchObject({ theirs: { code: 'from one' } });
      other.sync.write('from other, longer');
      await pass(5000);
      expect(server.stored()?.code).toBe('from one');
      expect(other.local.read()).toBe('from other, longer');
      other.sync.choose(whose);
      await pass(0);
      expect(other.state()).toBe('saved');
      expect(server.stored()?.code).toBe(whose === 'mine' ? 'from other, longer' : 'from one');
      expect(other.shown.at(-1)).toBe(whose === 'mine' ? 'shared' : 'from one');
    }
  });

  it('still conflict after a reload', async () => {
    const server = aServer();
    const browser = aBrowser(server);
    const first = browser.open();
    await first.sync.open();
    server.mood.away = true;
    first.sync.write('offline');
    first.sync.close();
    server.mood.away = false;
    server.store('elsewhere');
    const again = browser.open();
    expect(await again.sync.open()).toBe('offline');
    await pass(0);
    expect(again.state()).toBe('conflict');
  });
});

describe('a draft of several files', () => {
  it('keeps the files that a page of one file did not have', async () => {
    const browser = aBrowser();
    const { sync } = browser.open();
    await sync.open();
    sync.write('one');
    await pass(1000);
    // The course has several files again, and the server kept the text of the other one.
    const wrongFiles = new ProblemError(400, { type: '/problems/wrong-files' }, null);
    vi.spyOn(browser.server, 'send').mockRejectedValueOnce(wrongFiles);
    sync.write('newer');
    await pass(1000);
    expect(get(sync.state)).toEqual({ kind: 'refused', filesChanged: true });
    const { revision = 0, changedAt = '' } = browser.server.stored() ?? {};
    const whole = { assignmentId, files: files('one', 'kept'), revision, changedAt };
    vi.spyOn(browser.server, 'read').mockResolvedValueOnce(whole);
    const { sync: again, shown } = browser.open();
    expect(await again.open()).toBe('newer');
    await pass(1000);
    expect(shown).toEqual([text('newer', 'kept')]);
    expect(browser.server.stored()?.files).toEqual(files('newer', 'kept'));
  });

  const files = (main: string, shapes: string) => [
    { name: 'main.py', code: main },
    { name: 'shapes.py', code: shapes },
  ];
  const text = (main: string, shapes: string) => programText({ files: files(main, shapes) });

  it('is sent as files, and is available on another device', async () => {
    const server = aServer();
    const { sync, state } = aBrowser(server).open();
    await sync.open();
    sync.write(text('import shapes', 'x = 1'));
    await pass(1000);
    expect(server.sent).toEqual([{ files: files('import shapes', 'x = 1'), revision: 0 }]);
    expect(state()).toBe('saved');
    const other = aBrowser(server).open();
    expect(await other.sync.open()).toBe(text('import shapes', 'x = 1'));
  });

  it('conflicts when another device has changed another file', async () => {
    const server = aServer();
    const [one, other] = [aBrowser(server).open(), aBrowser(server).open()];
    await one.sync.open();
    one.sync.write(text('', ''));
    await pass(1000);
    await other.sync.open();
    one.sync.write(text('changed', ''));
    other.sync.write(text('', 'changed, too'));
    await pass(1000);
    expect(get(other.sync.state)).toMatchObject({ theirs: { files: files('changed', '') } });
    other.sync.choose('theirs');
    expect(other.shown).toEqual([text('', ''), text('changed', '')]);
  });

  it('takes the place of a draft of one file, when the course has changed', async () => {
    const browser = aBrowser();
    const first = browser.open();
    await first.sync.open();
    first.sync.write('x = 1');
    await pass(1000);
    first.sync.close();
    const again = browser.open();
    expect(await again.sync.open()).toBe('x = 1');
    await pass(0);
    again.sync.write(text('x = 12', 'starter'));
    await pass(1000);
    expect(again.state()).toBe('saved');
    expect(browser.server.stored()?.files).toEqual(files('x = 12', 'starter'));
  });
});

it('follows another tab of the browser at once, so that neither overwrites the other', async () => {
  const browser = aBrowser();
  const [one, other] = [browser.open(), browser.open()];
  await one.sync.open();
  one.sync.write('started');
  await pass(1000);
  expect(await other.sync.open()).toBe('started');
  one.sync.write('started, continued');
  await pass(300);
  other.sync.follow();
  expect(other.shown).toEqual(['started, continued']);
  other.sync.write('started, continued twice');
  await pass(1000);
  one.sync.follow();
  expect(one.shown).toEqual(['started, continued twice']);
  expect([one.state(), other.state()]).toEqual(['saved', 'saved']);
  expect(browser.server.stored()?.code).toBe('started, continued twice');
});

it('sees no conflict with its own text when the answer was lost', async () => {
  const browser = aBrowser();
  const first = browser.open();
  await first.sync.open();
  browser.server.mood.losesAnswers = true;
  first.sync.write('one');
  await pass(1000);
  first.sync.write('one and two');
  first.sync.close();
  browser.server.mood.losesAnswers = false;
  const again = browser.open();
  expect(await again.sync.open()).toBe('one and two');
  await pass(1000);
  expect(again.state()).toBe('saved');
  expect(browser.server.stored()?.code).toBe('one and two');
});

it('sees no conflict with what the previous page sent, however late it arrives', async () => {
  const { server, open } = aBrowser();
  const before = open();
  await before.sync.open();
  before.sync.write('one');
  await pass(1000);
  const send = vi.spyOn(server, 'send').mockRejectedValueOnce(away);
  before.sync.write('one and two');
  before.sync.close();
  const again = open();
  await again.sync.open();
  await pass(0);
  again.sync.write('one and two and three');
  server.store('one and two');
  await pass(1000);
  expect(send).toHaveBeenCalledTimes(3);
  await pass(1000);
  expect(again.state()).toBe('saved');
  expect(server.stored()?.code).toBe('one and two and three');
});

it('moves to a new user of the page', async () => {
  const { server, open } = aBrowser();
  const { sync, state } = open();
  await sync.open();
  sync.write('x = 1');
  await pass(1000);
  server.forget();
  sync.adopt();
  await pass(1000);
  expect(state()).toBe('saved');
  expect(server.stored()?.code).toBe('x = 1');
});
