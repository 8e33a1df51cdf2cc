import type { Account } from '@touchstone/contracts';
import { createContext } from 'svelte';
import { createClient } from './api/client.ts';
import { fetchAfter } from './api/early-answers.ts';
import { createServerClock } from './api/server-clock.ts';
import { createConnectivity } from './browser/connectivity.ts';
import { createTextStore } from './browser/text-store.ts';
import { createUserChange } from './features/account/user-change.ts';
import { createCourseOpener } from './features/catalogue/open-course.ts';
import { createDates } from './features/dates/dates.ts';
import { createRecoveryOffer } from './features/devices/recovery.ts';
import { createLastVisited } from './features/catalogue/last-visited.ts';
import { createPagePartLoader } from './features/parts/page-part-loader.ts';
import { createOpenedAssignments } from './features/catalogue/opened-assignments.ts';
import { createProgressTracker } from './features/progress/progress.ts';
import { createBenchSizes } from './features/settings/bench-sizes.ts';
import { createSettings } from './features/settings/settings.ts';
import { createSession } from './features/session/session.ts';
import { createShortcuts } from './features/shortcuts/shortcuts.ts';
import { createThemeChoice } from './features/theme/theme.ts';
import { createRouter } from './router/router.ts';
import { createStateStore } from './stores/state-store.ts';

export type App = ReturnType<typeof createApp>;

/** Everything that lives as long as the page. Components get it from the context. */
export function createApp(window: Window & typeof globalThis) {
  const { EventSource, early } = window;
  const handoutPainted = early?.handout?.painted ?? Promise.resolve();
  const fetch = window.fetch.bind(window);
  const clock = createServerClock();
  const client = createClient({
    clock,
    fetch: early === undefined ? fetch : fetchAfter(early.answers, handoutPainted, fetch),
  });
  const connectivity = createConnectivity(window);
  const store = createTextStore(() => window.localStorage);
  const session = createSession(client, store);
  window.addEventListener('storage', session.follow);
  const userChange = createUserChange(store, session, () => window.location.reload());
  window.addEventListener('storage', userChange.follow);
  const tabStore = createTextStore(() => window.sessionStorage);
  const mac = /Mac|iPhone|iPad/.test(window.navigator.userAgent);
  const settings = createSettings(store);
  const parts = createPagePartLoader(window, { store, tabStore });
  const progress = createProgressTracker({ client, session, connectivity, EventSource });
  progress.me.subscribe((me) => {
    if (me !== null) session.noteUser(me.uuid);
  });
  return {
    client,
    session,
    /** Who the user is on this server; null until a part of the page has read it. */
    account: createStateStore<Account | null>(null),
    userChange,
    connectivity,
    store,
    tabStore,
    parts,
    dates: createDates(parts, clock),
    router: createRouter(window),
    theme: createThemeChoice(window.document.documentElement, store),
    settings,
    shortcuts: createShortcuts(window, mac, settings),
    benchSizes: createBenchSizes(store),
    progress,
    lastVisited: createLastVisited(store),
    opened: createOpenedAssignments(tabStore),
    courseOpener: createCourseOpener({ client, progress, connectivity }),
    recovery: createRecoveryOffer(store),
    EventSource,
    /** Resolves once the early handout is painted, or will not be shown. */
    handoutPainted,
    /** Removes the early handout: the page now shows the handout, or something else. */
    endEarlyHandout: () => early?.handout?.end(),
    /** For the names of keyboard shortcuts. */
    mac,
  };
}

export const [getApp, provideApp] = createContext<App>();
