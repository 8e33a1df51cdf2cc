import type { ReplayRequest } from '../../features/results/replay-request.ts';
import { messages } from '../../messages.ts';
import type { Tab } from '../../ui/tab.ts';

const tab = (id: string, label: string): Tab => ({ id, label, panelId: `pane-${id}` });

/** The panels share one pane. All stay mounted; one is visible. */
export const panelTabs: readonly Tab[] = [
  tab('results', messages.results.tests),
  tab('console', messages.run.console),
  tab('history', messages.history.region),
];

/** A phone shows one pane at a time. */
export const viewTabs: readonly Tab[] = [
  tab('handout', messages.handout.region),
  tab('code', messages.bench.code),
  tab('panels', messages.results.region),
];

/** Which panel is shown, and on a phone which pane. */
interface Panes {
  /** Id of the panel that is shown. */
  panel: string;
  /** On a tablet the handout is shown over the code. */
  view: 'handout' | 'code' | 'panels';
  /** On a phone: the panel is visible below the code, above the keyboard. */
  peeking: boolean;
  /** Below the code the panel has grown, since it shows something, or soon will. */
  grown: boolean;
  /** The replay in the place of the panels; on a phone below the code. */
  replay: ReplayRequest | null;
  readonly selectView: (id: string) => void;
  /** Beside the code or below it. */
  readonly showPanel: (id: string) => void;
  /** The student's choice, which stays until they hand in. */
  readonly choosePanel: (id: string) => void;
  /** Shows the results, unless the student has chosen another panel. */
  readonly offerResults: () => void;
  /** A program is handed in: the panel makes room, and an earlier choice no longer counts. */
  readonly expectResults: () => void;
  readonly showCode: () => void;
}

export function createPanes(): Panes {
  let replay = $state.raw<ReplayRequest | null>(null);
  /** What was shown when it was opened. */
  let before: Partial<Panes> = {};
  let chosen = false;
  const panes = $state<Panes>({
    panel: 'results',
    view: 'handout',
    peeking: false,
    grown: false,
    get replay() {
      return replay;
    },
    set replay(next) {
      if (replay === null) before = { view: panes.view, peeking: panes.peeking };
      replay = next;
      if (next !== null) Object.assign(panes, { view: 'code', peeking: true });
      else if (panes.view === 'code') Object.assign(panes, before);
    },
    selectView(id) {
      panes.peeking = id === 'code' && replay !== null;
      if (id === 'panels') panes.replay = null;
      if (id === 'handout' || id === 'code' || id === 'panels') panes.view = id;
    },
    showPanel(id) {
      panes.replay = null;
      panes.panel = id;
      panes.grown = true;
      panes.peeking = panes.view === 'code';
    },
    choosePanel(id) {
      chosen = true;
      panes.showPanel(id);
    },
    offerResults() {
      if (!chosen) panes.showPanel('results');
    },
    expectResults() {
      chosen = false;
      panes.grown = true;
    },
    showCode() {
      if (panes.view === 'panels') panes.view = 'code';
    },
  });
  return panes;
}
