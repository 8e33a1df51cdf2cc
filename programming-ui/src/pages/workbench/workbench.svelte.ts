import type { Assignment, AssignmentSummary, Course, Submission } from '@touchstone/contracts';
import { createContext, tick } from 'svelte';
import type { RetryNotice } from '../../api/persist.ts';
import type { App } from '../../app.ts';
import { nextUnsolved } from '../../features/assignment-list/assignments.ts';
import { createDraftSync } from '../../features/drafts/draft-sync.ts';
import { createLocalDraft } from '../../features/drafts/local-draft.ts';
import type { PaneHandle } from '../../features/editor/editor-handle.ts';
import { createHandIn } from '../../features/hand-in/hand-in.ts';
import { createSavedHandIn } from '../../features/hand-in/saved-hand-in.ts';
import { createHistory } from '../../features/history/history.ts';
import { createPastSubmissions } from '../../features/history/past-submissions.ts';
import { createLineMarks } from '../../features/results/create-line-marks.svelte.ts';
import { isResultOf } from '../../features/results/is-result-of.ts';
import { createRunLoader } from '../../features/run/run-loader.ts';
import { messages } from '../../messages.ts';
import { openAssignment } from './open-assignment.ts';
import { createPanes } from './panes.svelte.ts';

/** The properties of an assignment's page. All but `summary` may change. */
export interface WorkbenchProps {
  readonly course: Course;
  readonly assignments: readonly AssignmentSummary[];
  readonly summary: AssignmentSummary;
  readonly solvedIds: ReadonlySet<string>;
  /** The user is not known yet, since the server is not available. */
  readonly userDelayed: boolean;
}

export type Workbench = ReturnType<typeof createWorkbench>;

class WorkbenchState {
  assignment = $state.raw<Assignment | null>(null);
  /** Null until the draft, the latest submission or the starter code has been read. */
  code = $state.raw<string | null>(null);
  editor: PaneHandle | undefined;
  failed = $state.raw(false);
  retry = $state.raw<RetryNotice | null>(null);
  draftNotSaved = $state.raw(false);
  /** Points that the newest result has added. */
  earned = $state.raw(0);
  /** An earlier submission whose result is shown, until a new result arrives. */
  past = $state.raw<Submission | null>(null);
  /** Answers for input(), in browsers where it cannot wait. */
  typed = $state.raw('');
}

/** The model of one assignment's page: code, submissions, results, runs and panes. */
export function createWorkbench(app: App, props: WorkbenchProps) {
  const { client, session, connectivity, progress, store, parts } = app;
  const { id, slug } = props.summary;
  const course = props.course.slug;
  const address = `${course}/${slug}`;
  const panes = createPanes();
  const state = new WorkbenchState();
  /** The user whose code this is; null until known. */
  let owner: string | null = null;

  const readSubmission = (submissionId: string) =>
    session.run(() => client.submission(submissionId));

  const draft = createDraftSync({
    local: createLocalDraft({
      store,
      userUuid: () => owner,
      assignment: address,
      onFailure: () => (state.draftNotSaved = true),
    }),
    read: () => session.run(() => client.draft(id)),
    send: (body, leaving) => session.run(() => client.writeDraft(id, body, leaving)),
    connectivity,
    onReplace(theirs) {
      if (state.editor !== undefined) state.editor.replace(theirs);
      else if (state.code !== null) state.code = theirs;
    },
  });

  const handIn = createHandIn({
    assignmentId: id,
    post: (body) => session.run(() => client.handIn(body)),
    read: readSubmission,
    EventSource: app.EventSource,
    connectivity,
    saved: createSavedHandIn({ store, userUuid: () => owner, assignment: address }),
    onGraded(submission, points) {
      const first = !props.solvedIds.has(submission.assignmentId);
      state.earned = first && submission.result?.correct === true ? submission.result.points : 0;
      if (owner !== null) app.opened.noteLatest(owner, address, submission);
      progress.noteGraded(submission, points);
    },
  });

  const history = createHistory({
    read: (before) => session.run(() => client.history(id, before)),
    connectivity,
  });
  const pastSubmissions = createPastSubmissions({ read: readSubmission, connectivity });
  const runLoader = createRunLoader({
    parts,
    client,
    assignmentId: id,
    fileName: () => state.assignment?.fileName ?? 'submission.py',
  });

  let handInState = $state.raw(handIn.state.current);
  handIn.state.subscribe((next) => {
    handInState = next;
    if (next.shown === null || !next.fresh) return;
    state.past = null;
    panes.showPanel('results');
  });
  const shown = $derived(state.past ?? handInState.shown);
  const marks = createLineMarks({ parts, shown: () => shown, code: () => state.code });

  $effect(() => {
    if (panes.panel === 'history') history.open();
  });

  /** Fetches what other tabs and devices did while this page was asleep or offline. */
  async function catchUp(): Promise<void> {
    history.refresh();
    const latest = await session.run(() => client.latestSubmission(id)).catch(() => null);
    if (latest !== null) handIn.observe(latest, false);
  }

  /** Reads the assignment and follows what other tabs and devices do; returns how to stop. */
  function open(): () => void {
    const leaving = new AbortController();
    void session.endedUser().then((uuid) => (owner ??= uuid));
    const stops = [
      progress.me.subscribe((me) => {
        if (me === null) return;
        const replaced = owner !== null && owner !== me.uuid;
        owner = me.uuid;
        // After a lost session the page has another user, who takes over the code.
        if (replaced) draft.adopt();
      }),
      progress.onSubmission((submission) => {
        if (submission.assignmentId === id) {
          pastSubmissions.note(submission);
          history.note(submission);
        }
        handIn.observe(submission, true);
      }),
      progress.onReopened(() => void catchUp()),
      parts.onReload(draft.flush),
    ];
    openAssignment(
      app,
      { course, slug, id },
      draft,
      {
        assignment: (loaded) => (state.assignment = loaded),
        code: (loaded) => (state.code ??= loaded),
        latest(submission) {
          pastSubmissions.note(submission);
          handIn.observe(submission, false);
        },
      },
      { connectivity, signal: leaving.signal, onWait: (next) => (state.retry = next) },
    )
      // What was handed in before a reload is sent once the user is known.
      .then(() => progress.known())
      .then(() => {
        if (!leaving.signal.aborted) handIn.resume();
      })
      .catch(() => {
        if (!leaving.signal.aborted) state.failed = true;
      });
    return () => {
      leaving.abort();
      for (const part of [handIn, history, pastSubmissions, runLoader, draft]) part.close();
      for (const stop of stops) stop();
    };
  }

  function change(next: string): void {
    state.code = next;
    draft.write(next);
  }

  function submit(): void {
    if (state.code === null || props.course.archived === true) return;
    draft.flush();
    handIn.handIn(state.code);
  }

  async function run(): Promise<void> {
    if (state.code === null) return;
    panes.showPanel('console');
    const loaded = await runLoader.load();
    loaded?.run.run(state.code, state.typed === '' ? [] : state.typed.split('\n'));
  }

  async function tryExamples(): Promise<void> {
    if (state.code === null) return;
    panes.showPanel('console');
    (await runLoader.load())?.run.tryExamples(state.code);
  }

  /** Two devices may be visible side by side: the one that gets the focus is in use. */
  function refreshDraft(): void {
    // Before the user is known there is no draft.
    if (progress.me.current !== null) void draft.refresh();
  }

  /** Null shows the newest result. */
  function showResult(submission: Submission | null): void {
    state.past = submission?.id === handInState.shown?.id ? null : submission;
    panes.panel = 'results';
  }

  function restore(submission: Submission): void {
    panes.showCode();
    state.editor?.restore(submission.code);
  }

  function goToLine(line: number): void {
    panes.showCode();
    void tick().then(() => state.editor?.goToLine(line));
  }

  return {
    props,
    state,
    panes,
    draft,
    handIn,
    history,
    pastSubmissions,
    runLoader,
    marks,
    open,
    change,
    submit,
    run,
    tryExamples,
    refreshDraft,
    showResult,
    restore,
    goToLine,
    get retryText() {
      return state.retry === null || connectivity.isOnline()
        ? messages.loadingRetries
        : messages.offlineNotOpened;
    },
    get handInState() {
      return handInState;
    },
    /** The submission whose result is shown. */
    get shown() {
      return shown;
    },
    get changedSince() {
      return shown !== null && state.code !== null && !isResultOf(shown, state.code);
    },
    /** The course is read-only. */
    get archived() {
      return props.course.archived === true;
    },
    get solved() {
      return props.solvedIds.has(id);
    },
    /** Null when all assignments are solved. */
    get next() {
      return nextUnsolved(props.assignments, props.solvedIds, id);
    },
  };
}

export const [getWorkbench, provideWorkbench] = createContext<Workbench>();
