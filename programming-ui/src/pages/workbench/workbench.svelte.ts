import type { Assignment, AssignmentSummary, Course, Submission } from '@touchstone/contracts';
import { createContext, tick } from 'svelte';
import type { RetryNotice } from '../../api/persist.ts';
import type { App } from '../../app.ts';
import { nextUnsolved } from '../../features/assignment-list/assignments.ts';
import { createDraftSync } from '../../features/drafts/draft-sync.ts';
import { createLocalDraft } from '../../features/drafts/local-draft.ts';
import type { FileLine, PaneHandle } from '../../features/editor/editor-handle.ts';
import { createHandIn } from '../../features/hand-in/hand-in.ts';
import { createSavedHandIn } from '../../features/hand-in/saved-hand-in.ts';
import {
  filesOf,
  programText,
  readProgramText,
  toCallProgram,
  type CallProgram,
  type ProgramFiles,
} from '../../features/program/program.ts';
import { createLineMarks } from '../../features/results/create-line-marks.svelte.ts';
import { areSame } from '../../features/program/are-same.ts';
import { createRunLoader } from '../../features/run/run-loader.ts';
import { NetworkError } from '../../api/problem.ts';
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
  /** Null until the draft, the latest submission or the starter has been read. */
  program = $state.raw<CallProgram | null>(null);
  /** The files in the editor; null until both have been read. */
  files = $derived(this.program && this.assignment && filesOf(this.program, this.assignment));
  /** The name of the file that is shown; null for the first. */
  file = $state.raw<string | null>(null);
  editor: PaneHandle | undefined;
  failed = $state.raw(false);
  retry = $state.raw<RetryNotice | null>(null);
  draftNotSaved = $state.raw(false);
  /** Points that the newest result has added. */
  earned = $state.raw(0);
  /** How many of the assignment's hints are shown, in the handout and below a failing test. */
  hintsShown = $state.raw(0);
  /** An earlier submission whose result is shown, until a new result arrives. */
  past = $state.raw<Submission | null>(null);
  /** Answers for input(), in browsers where it cannot wait. */
  typed = $state.raw('');
  /** The line of the replay's step. */
  step = $state.raw<FileLine | null>(null);
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

  /** The program in the form that the assignment has now. Throws until the assignment is known. */
  function asEdited(program: CallProgram) {
    // Retried, like any call that the network has kept from an answer.
    if (state.assignment === null) throw new NetworkError('The assignment has not been read');
    return toCallProgram(filesOf(program, state.assignment));
  }
  /** The files of a submission that the assignment edits now. */
  const filesOfSubmission = (submission: Submission): ProgramFiles =>
    state.assignment === null ? [] : filesOf(submission, state.assignment);

  const draft = createDraftSync({
    local: createLocalDraft({
      store,
      userUuid: () => owner,
      assignment: address,
      onFailure: () => (state.draftNotSaved = true),
    }),
    read: () => session.run(() => client.draft(id)),
    async send({ revision, ...program }, leaving) {
      const body = { ...asEdited(program), revision };
      return session.run(() => client.writeDraft(id, body, leaving));
    },
    connectivity,
    onReplace(text) {
      const theirs = readProgramText(text);
      if (state.editor !== undefined && state.assignment !== null)
        state.editor.replace(filesOf(theirs, state.assignment));
      else if (state.program !== null) state.program = theirs;
    },
  });

  const datesOf = () => (state.assignment ?? props.summary).dates;
  const datesNow = () => {
    const [dates, words] = [datesOf(), app.dates.state.current];
    return dates && words && { isNear: words.isNear(dates), isClosed: words.isClosed(dates) };
  };

  const readLatest = () => session.run(() => client.latestSubmission(id));
  /** When it was handed in: that it is solved may be known before its result. Null if another page did. */
  let solvedBefore: boolean | null = null;
  const handIn = createHandIn({
    assignmentId: id,
    async post({ assignmentId, ...program }) {
      const body = { assignmentId, ...asEdited(program) };
      return session.run(() => client.handIn(body));
    },
    read: (submissionId) => session.run(() => client.submission(submissionId)),
    readLatest,
    EventSource: app.EventSource,
    connectivity,
    mayReplace: () => datesNow()?.isNear === true,
    saved: createSavedHandIn({ store, userUuid: () => owner, assignment: address }),
    onGraded(submission, points) {
      const first = !(solvedBefore ?? props.solvedIds.has(id));
      solvedBefore = null;
      state.earned = first && submission.result?.correct === true ? submission.result.points : 0;
      if (owner !== null) app.opened.noteLatest(owner, address, submission);
      progress.noteGraded(submission, points);
    },
  });

  const runLoader = createRunLoader({
    parts,
    client,
    assignmentId: id,
  });

  let handInState = $state.raw(handIn.state.current);
  handIn.state.subscribe((next) => {
    handInState = next;
    if (next.shown === null || !next.fresh) return;
    state.past = null;
    panes.offerResults();
  });
  const shown = $derived(state.past ?? handInState.shown);
  const shownFiles = $derived(shown && filesOfSubmission(shown));
  const marks = createLineMarks({
    parts,
    shown: () => shown,
    graded: () => shownFiles,
    files: () => state.files,
  });

  /** Fetches what other tabs and devices did while this page was asleep or offline. */
  async function catchUp(): Promise<void> {
    const latest = await readLatest().catch(() => null);
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
      progress.onSubmission((submission) => handIn.observe(submission, true)),
      progress.onReopened(() => void catchUp()),
      parts.onReload(draft.flush),
    ];
    openAssignment(
      app,
      { course, slug, id },
      draft,
      {
        assignment: (loaded) => (state.assignment = loaded),
        program: (loaded) => (state.program ??= loaded),
        latest: (submission) => handIn.observe(submission, false),
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
      for (const part of [handIn, runLoader, draft]) part.close();
      for (const stop of stops) stop();
    };
  }

  function change(next: ProgramFiles): void {
    state.program = toCallProgram(next);
    draft.write(programText(state.program));
  }

  function submit(): void {
    const closed = props.course.archived === true || datesNow()?.isClosed === true;
    if (state.files === null || closed) return;
    panes.expectResults();
    draft.flush();
    if (progress.me.current !== null) solvedBefore = props.solvedIds.has(id);
    handIn.handIn(programText(toCallProgram(state.files)));
  }

  async function run(): Promise<void> {
    if (state.files === null) return;
    panes.choosePanel('console');
    const loaded = await runLoader.load();
    loaded?.run.run(state.files, state.typed === '' ? [] : state.typed.split('\n'));
  }

  async function tryExamples(): Promise<void> {
    if (state.files === null) return;
    panes.choosePanel('console');
    (await runLoader.load())?.run.tryExamples(state.files);
  }

  /** The tab follows. */
  function showStep(step: FileLine | null): void {
    state.step = step;
    state.file = step?.file ?? state.file;
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
    state.editor?.restore(filesOfSubmission(submission));
  }

  /** Without a name the line is in the first file. */
  function goToLine(line: number, file?: string): void {
    panes.showCode();
    state.file = file ?? null;
    void tick().then(() => state.editor?.goToLine(line));
  }

  /** False unless a panel is open below the code. */
  function closePanel(): boolean {
    if (!panes.peeking || panes.replay !== null) return false;
    focusEditor();
    return true;
  }

  /** On a narrow screen it is shown first. */
  function focusEditor(): void {
    panes.selectView('code');
    void tick().then(() => state.editor?.focus());
  }

  return {
    props,
    state,
    panes,
    draft,
    handIn,
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
    closePanel,
    focusEditor,
    showStep,
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
      return shownFiles !== null && state.files !== null && !areSame(shownFiles, state.files);
    },
    /** Its files; null without one. */
    get shownFiles() {
      return shownFiles;
    },
    /** The course is read-only. */
    get archived() {
      return props.course.archived === true;
    },
    /** The student's; undefined without. */
    get dates() {
      return datesOf();
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
