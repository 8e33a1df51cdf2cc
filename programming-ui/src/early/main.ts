/*
 * Runs in the page's head, from a separate file (build/early-script.ts): before the first paint, while
 * the page's other scripts are still loading.
 */
import type { EarlyAnswers } from '../api/early-answers.ts';
import { createTextStore } from '../browser/text-store.ts';
import { lastCourseKey } from '../features/catalogue/last-course.ts';
import { takeLinkToken } from '../features/account/link-token.ts';
import { savedUserKey } from '../features/session/saved-user.ts';
import { readBenchSizes } from '../features/settings/bench-sizes.ts';
import { readTheme, showTheme } from '../features/theme/saved-theme.ts';
import { parsePath } from '../router/route.ts';
import { showEarly, type EarlyHandout } from './early-handout.ts';
import { assignmentAddress, startReads } from './early-reads.ts';

declare global {
  interface Window {
    /** Absent if this script could not be loaded: the page then makes the requests itself. */
    early?: {
      readonly answers: EarlyAnswers;
      readonly handout: EarlyHandout | null;
      /** Of the link that was opened, if it signs in. */
      readonly linkToken: string | null;
    };
  }
}

const route = parsePath(location.pathname);
const linkToken = route.page === 'sign-in' ? takeLinkToken(window) : null;
// Start the requests first: the first access to localStorage waits for the disk.
const store = createTextStore(() => localStorage);
const answers = startReads(route, fetch, {
  hadUser: () => store.read(savedUserKey) !== null,
  lastCourse: () => store.read(lastCourseKey),
});
showTheme(document.documentElement, readTheme(store));

const handout = route.page === 'assignment' ? answers.get(assignmentAddress(route)) : null;
window.early = {
  answers,
  linkToken,
  handout: handout ? showEarly(handout, readBenchSizes(store), document) : null,
};
