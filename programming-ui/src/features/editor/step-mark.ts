/* The mark of the line that the replay's step is at. */
import { RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, gutterLineClass, GutterMarker } from '@codemirror/view';

/** The start of the line; null for no mark. */
export const setStepLine = StateEffect.define<number | null>();

const line = Decoration.line({ class: 'cm-stepLine' });
const gutterLine = new (class extends GutterMarker {
  override elementClass = 'cm-stepGutter';
})();

/** An edit removes it: it belongs to the program that was recorded. */
const stepLine = StateField.define<number | null>({
  create: () => null,
  update(value, { docChanged, effects }) {
    const set = effects.findLast((effect) => effect.is(setStepLine));
    if (set !== undefined) return set.value;
    return docChanged ? null : value;
  },
});

export const stepMark = [
  stepLine,
  EditorView.decorations.compute([stepLine], (state) => {
    const at = state.field(stepLine);
    return at === null ? Decoration.none : Decoration.set(line.range(at));
  }),
  gutterLineClass.compute([stepLine], (state) => {
    const at = state.field(stepLine);
    return RangeSet.of<GutterMarker>(at === null ? [] : gutterLine.range(at));
  }),
];
