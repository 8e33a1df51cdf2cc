import { isolateHistory, undo } from '@codemirror/commands';
import { Prec, StateEffect, StateField, type Extension, type Transaction } from '@codemirror/state';
import { EditorView, showPanel, type Panel, type ViewUpdate } from '@codemirror/view';
import { workbenchMessages } from '../../../workbench-messages.ts';
import { repairPaste } from './repair-paste.ts';

const text = workbenchMessages.editor.paste;

/** What was repaired, as a sentence; null closes the line that says so. */
const setNotice = StateEffect.define<string | null>();

/** Until the code changes. */
const notice = StateField.define<string | null>({
  create: () => null,
  update(sentence, { effects, docChanged }) {
    let shown = docChanged ? null : sentence;
    for (const effect of effects) if (effect.is(setNotice)) shown = effect.value;
    return shown;
  },
  provide: (field) =>
    showPanel.from(field, (sentence) =>
      sentence === null ? null : (view) => drawNotice(view, sentence),
    ),
});

/**
 * Repairs code when it is pasted, as a step of its own: undoing it brings back what was pasted. A line below the
 * code says what was done, with a button that undoes it.
 */
export const pasteRepair: Extension = [
  notice,
  // Others hear of the paste first, then of its repair.
  Prec.lowest(EditorView.updateListener.of(repair)),
  EditorView.baseTheme({
    '.cm-pasted': {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '0.25rem 0.75rem',
      padding: '0.25rem 0.75rem',
      borderTop: '1px solid var(--color-line)',
      fontSize: 'var(--text-sm)',
    },
    // The pane says there how to leave the editor.
    '@media (pointer: fine)': { '.cm-pasted': { paddingBottom: '1.5rem' } },
    '@media (pointer: coarse)': { '.cm-pasted .cm-button': { minHeight: '2.75rem' } },
  }),
];

function repair({ transactions, startState, view }: ViewUpdate): void {
  const [paste, ...others] = transactions;
  if (paste?.isUserEvent('input.paste') !== true || others.length > 0) return;
  const inserted = onlyInsertion(paste);
  if (inserted === null) return;
  const { doc } = startState;
  const { code, repairs, leftOut } = repairPaste(inserted.pasted, {
    before: doc.sliceString(0, inserted.replacedFrom),
    after: doc.sliceString(inserted.replacedTo),
  });
  if (repairs.length === 0) return;
  const sentence = text.repaired(repairs, leftOut);
  view.dispatch({
    changes: { from: inserted.from, to: inserted.to, insert: code },
    selection: { anchor: inserted.from + code.length },
    effects: [setNotice.of(sentence), EditorView.announce.of(sentence)],
    annotations: isolateHistory.of('full'),
    scrollIntoView: true,
  });
}

/** Null if several cursors have pasted. */
function onlyInsertion({ changes }: Transaction) {
  const found: {
    replacedFrom: number;
    replacedTo: number;
    from: number;
    to: number;
    pasted: string;
  }[] = [];
  changes.iterChanges((replacedFrom, replacedTo, from, to, inserted) =>
    found.push({ replacedFrom, replacedTo, from, to, pasted: inserted.toString() }),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

function drawNotice(view: EditorView, sentence: string): Panel {
  const dom = document.createElement('div');
  dom.className = 'cm-pasted';
  const words = dom.appendChild(document.createElement('span'));
  words.textContent = sentence;
  const button = dom.appendChild(document.createElement('button'));
  button.type = 'button';
  button.className = 'cm-button';
  button.textContent = text.undo;
  button.onclick = () => {
    undo(view);
    view.dispatch({ effects: EditorView.announce.of(text.undone) });
    view.focus();
  };
  dom.onkeydown = ({ key }) => {
    if (key !== 'Escape') return;
    view.dispatch({ effects: setNotice.of(null) });
    view.focus();
  };
  return { dom };
}
