import { getContext, setContext } from 'svelte';
import { createClient, type Client } from './api/client.ts';
import { fetchAfter } from './api/early-answers.ts';
import { createConnectivity, type Connectivity } from './browser/connectivity.ts';
import type { KeptValue } from './browser/kept-value.ts';
import { createTextStore, type TextStore } from './browser/text-store.ts';
import { createCourseOpener, type CourseOpener } from './features/catalogue/open-course.ts';
import { createRecoveryOffer, type RecoveryOffer } from './features/devices/recovery.ts';
import { createLastVisited, type LastVisited } from './features/catalogue/last-visited.ts';
import { createPagePartLoader } from './features/parts/page-part-loader.ts';
import type { PartLoader } from './features/parts/part-loader.ts';
import {
  createOpenedAssignments,
  type OpenedAssignments,
} from './features/catalogue/opened-assignments.ts';
import { createProgressTracker, type ProgressTracker } from './features/progress/progress.ts';
import { createBenchSizes, type BenchSizes } from './features/settings/bench-sizes.ts';
import { createSettings, type Settings } from './features/settings/settings.ts';
import { createSession, type Session } from './features/session/session.ts';
import { createThemeChoice, type ThemeChoice } from './features/theme/theme.ts';
import { createRouter, type Router } from './router/router.ts';

/** All that lives as long as the page; components take it from the context. */
export interface App {
  readonly client: Client;
  readonly session: Session;
  readonly connectivity: Connectivity;
  readonly store: TextStore;
  readonly parts: PartLoader;
  readonly router: Router;
  readonly theme: ThemeChoice;
  readonly settings: KeptValue<Settings>;
  readonly benchSizes: KeptValue<BenchSizes>;
  readonly progress: ProgressTracker;
  readonly courseOpener: CourseOpener;
  readonly recovery: RecoveryOffer;
  readonly lastVisited: LastVisited;
  readonly opened: OpenedAssignments;
  readonly EventSource: typeof EventSource;
  /** Resolves when the early handout is painted, or will not be. */
  readonly handoutPainted: Promise<void>;
  /** The page shows the handout itself, or something else. */
  readonly endEarlyHandout: () => void;
  /** For the texts of shortcuts. */
  readonly mac: boolean;
}

export function createApp(window: Window & typeof globalThis): App {
  const { EventSource, early } = window;
  const handoutPainted = early?.handout?.painted ?? Promise.resolve();
  const fetch = window.fetch.bind(window);
  const client = createClient({
    fetch: early === undefined ? fetch : fetchAfter(early.answers, handoutPainted, fetch),
  });
  const connectivity = createConnectivity(window);
  const store = createTextStore(() => window.localStorage);
  const session = createSession(client, store);
  window.addEventListener('storage', session.follow);
  const tabStore = createTextStore(() => window.sessionStorage);
  const progress = createProgressTracker({ client, session, connectivity, EventSource });
  progress.me.subscribe((me) => {
    if (me !== null) session.noteUser(me.uuid);
  });
  return {
    client,
    session,
    connectivity,
    store,
    parts: createPagePartLoader(window, { store, tabStore }),
    router: createRouter(window),
    theme: createThemeChoice(window.document.documentElement, store),
    settings: createSettings(store),
    benchSizes: createBenchSizes(store),
    progress,
    lastVisited: createLastVisited(store),
    opened: createOpenedAssignments(tabStore),
    courseOpener: createCourseOpener({ client, progress, connectivity }),
    recovery: createRecoveryOffer(store),
    EventSource,
    handoutPainted,
    endEarlyHandout: () => early?.handout?.end(),
    mac: /Mac|iPhone|iPad/.test(window.navigator.userAgent),
  };
}

const contextKey = Symbol('app');

export function provideApp(app: App): App {
  return setContext(contextKey, app);
}

export function getApp(): App {
  return getContext<App>(contextKey);
}
