/*
 * Runs in the page's head, a file of its own (build/early-script.ts): before the first paint, and
 * while the page's other scripts are still on their way.
 */
import { createTextStore } from '../browser/text-store.ts';
import { readTheme, showTheme } from '../features/theme/kept-theme.ts';
import { parsePath } from '../router/route.ts';
import { beginReads } from './early-reads.ts';

// First what goes its way by itself: the first look into storage waits for the disk.
window.earlyAnswers = beginReads(parsePath(location.pathname), fetch);
showTheme(document.documentElement, readTheme(createTextStore(() => localStorage)));
