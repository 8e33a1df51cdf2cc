import { messages } from '../../messages.ts';
import type { Tab } from '../../ui/tab.ts';

const tab = (id: string, label: string): Tab => ({ id, label, panelId: `pane-${id}` });

/** The panels share one pane. All stay mounted; one is visible. */
export const panelTabs: readonly Tab[] = [
  tab('results', messages.results.region),
  tab('console', messages.run.console),
  tab('history', messages.history.region),
];

/** A narrow screen shows one pane at a time. */
export const viewTabs: readonly Tab[] = [
  tab('handout', messages.handout.region),
  tab('code', messages.bench.code),
  ...panelTabs,
];

/** Which panel is shown, and on a narrow screen which pane. */
interface Panes {
  /** Id of the panel that is shown. */
  panel: string;
  view: 'handout' | 'code' | 'panels';
  /** On a narrow screen: the panel is visible below the code, above the keyboard. */
  peeking: boolean;
  readonly selectView: (id: string) => void;
  /** Beside the code or, on a narrow screen, below it. */
  readonly showPanel: (id: string) => void;
  readonly showCode: () => void;
}

export function createPanes(): Panes {
  const panes = $state<Panes>({
    panel: 'results',
    view: 'handout',
    peeking: false,
    selectView(id) {
      panes.peeking = false;
      if (id === 'handout' || id === 'code') panes.view = id;
      else {
        panes.view = 'panels';
        panes.panel = id;
      }
    },
    showPanel(id) {
      panes.panel = id;
      panes.peeking = panes.view === 'code';
    },
    showCode() {
      if (panes.view === 'panels') panes.view = 'code';
    },
  });
  return panes;
}
