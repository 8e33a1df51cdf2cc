/*
 * Runs in the page's head, a file of its own (build/early-script.ts): before the first paint, and
 * while the page's other scripts are still on their way.
 */
import type { EarlyAnswers } from '../api/early-answers.ts';
import { assignmentPath } from '../api/paths.ts';
import { createTextStore } from '../browser/text-store.ts';
import { keptUserKey } from '../features/session/kept-user.ts';
import { readBenchSizes } from '../features/settings/bench-sizes.ts';
import { readTheme, showTheme } from '../features/theme/kept-theme.ts';
import { parsePath } from '../router/route.ts';
import { showEarly, type EarlyHandout } from './early-handout.ts';
import { beginReads } from './early-reads.ts';

declare global {
  interface Window {
    /** Absent where this script could not be loaded: the page then asks by itself. */
    early?: { readonly answers: EarlyAnswers; readonly handout: EarlyHandout | null };
  }
}

const route = parsePath(location.pathname);
// First what goes its way by itself: the first look into storage waits for the disk.
const store = createTextStore(() => localStorage);
const answers = beginReads(route, fetch, () => store.read(keptUserKey) !== null);
showTheme(document.documentElement, readTheme(store));

const handout =
  route.page === 'assignment' ? answers.get(assignmentPath(route.course, route.assignment)) : null;
window.early = {
  answers,
  handout: handout ? showEarly(handout, readBenchSizes(store), document) : null,
};
