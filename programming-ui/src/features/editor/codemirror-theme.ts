import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Colours are the page's custom properties, which both themes define in one place. */
export const codeColours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--code-string)' },
  { tag: [tags.number], color: 'var(--code-number)' },
  { tag: [tags.comment, tags.meta], color: 'var(--code-comment)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))],
    color: 'var(--code-name)',
  },
  { tag: [tags.className, tags.definition(tags.className)], color: 'var(--code-type)' },
]);

const failMark = {
  width: '0.5rem',
  height: '0.5rem',
  margin: '0.45rem 0.2rem',
  borderRadius: '50%',
  background: 'var(--color-fail)',
  content: 'none',
};

export const editorTheme = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--color-ink)',
    backgroundColor: 'var(--color-raised)',
    fontSize: 'var(--editor-font-size)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    lineHeight: 'var(--editor-line-height)',
    // styles/base.css does not reach a shadow root.
    scrollbarWidth: 'thin',
    scrollbarGutter: 'stable',
  },
  '.cm-content': { padding: '0.5rem 0', caretColor: 'var(--color-ink)' },
  '.cm-line': { padding: '0 0.75rem 0 0.25rem' },
  '.cm-gutters': {
    color: 'var(--color-ink-soft)',
    backgroundColor: 'var(--color-raised)',
    border: 'none',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.25rem', padding: '0 0.25rem 0 0.5rem' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--code-active-line)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--color-ink)' },
  '.cm-stepLine, &.cm-focused .cm-stepLine': {
    backgroundColor: 'var(--color-gold-wash)',
    boxShadow: 'inset 0 1px var(--color-gold), inset 0 -1px var(--color-gold)',
  },
  '.cm-lineNumbers .cm-stepGutter': {
    color: 'var(--color-gold-ink)',
    fontWeight: '700',
    backgroundColor: 'var(--color-gold-wash)',
  },
  '.cm-lineNumbers .cm-stepGutter::before': { content: '"\\25B8"' },
  '.cm-cursor, .cm-dropCursor': { borderLeft: '2px solid var(--color-ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'var(--code-selection)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--code-match)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--color-line-strong)',
  },
  '&.cm-focused .cm-nonmatchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--color-fail)',
  },
  '.cm-gutter-lint': { width: '0.9rem' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0' },
  '.cm-lint-marker': failMark,
  '.cm-lint-marker-error': { content: 'none' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--color-fail) 1px',
    textUnderlineOffset: '0.2em',
  },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--color-fail)' },
  '.cm-tooltip': {
    color: 'var(--color-ink)',
    backgroundColor: 'var(--color-raised)',
    border: '1px solid var(--color-line-strong)',
    borderRadius: 'var(--radius-small)',
    boxShadow: 'var(--shadow-high)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    maxHeight: '14rem',
    fontFamily: 'var(--font-mono)',
    fontSize: '0.875em',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.2rem 0.6rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    color: 'var(--color-ink)',
    backgroundColor: 'var(--color-gold-wash)',
  },
  '.cm-completionDetail': { color: 'var(--color-ink-soft)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { color: 'var(--color-gold-ink)', textDecoration: 'none' },
  '.cm-diagnostic': {
    maxWidth: '32rem',
    padding: '0.4rem 0.7rem',
    fontFamily: 'var(--font-sans)',
    fontSize: '0.8125rem',
    whiteSpace: 'pre-wrap',
  },
  '.cm-diagnostic p': { minHeight: '0.6em', margin: '0' },
  '.cm-diagnostic code': {
    borderRadius: 'var(--radius-small)',
    padding: '0.05em 0.3em',
    fontFamily: 'var(--font-mono)',
    fontSize: '0.95em',
    backgroundColor: 'var(--color-sunken)',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--color-fail)' },
  '.cm-panels': {
    color: 'var(--color-ink)',
    backgroundColor: 'var(--color-surface)',
    fontFamily: 'var(--font-sans)',
  },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--color-line)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--color-line)' },
  '.cm-panel.cm-search': {
    display: 'grid',
    gridTemplateColumns: 'minmax(7rem, 24rem) auto auto',
    justifyContent: 'start',
    alignItems: 'center',
    gap: '0.375rem 0.5rem',
    padding: '0.5rem 2.5rem 0.5rem 0.75rem',
    fontSize: 'var(--text-sm)',
  },
  '.cm-panel.cm-search br, .cm-panel.cm-search [name=select]': { display: 'none' },
  '.cm-panel.cm-search label': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '0.25rem',
    fontSize: 'inherit',
  },
  '.cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label': {
    margin: '0',
  },
  '.cm-panel :focus-visible': { outline: '2px solid var(--color-focus)', outlineOffset: '1px' },
  '.cm-panel.cm-search [name=close]': {
    top: '0.5rem',
    right: '0.5rem',
    width: '1.75rem',
    height: '1.75rem',
    color: 'var(--color-ink-soft)',
    fontSize: '1.25rem',
  },
  '.cm-textfield': {
    minWidth: '0',
    padding: '0.25rem 0.4rem',
    color: 'var(--color-ink)',
    fontSize: 'inherit',
    border: '1px solid var(--color-line-strong)',
    borderRadius: 'var(--radius-small)',
    backgroundColor: 'var(--color-raised)',
  },
  '.cm-button': {
    minHeight: '1.75rem',
    padding: '0 0.6rem',
    fontSize: 'inherit',
    border: '1px solid var(--color-line-strong)',
    borderRadius: 'var(--radius-small)',
    color: 'var(--color-ink)',
    background: 'var(--color-sunken)',
    '&:active': { background: 'var(--color-line)' },
  },
  '@media (forced-colors: active)': {
    '.cm-selectionBackground': { background: 'Highlight !important' },
    '.cm-lint-marker': { background: 'CanvasText' },
    '.cm-stepLine': { outline: '2px solid Highlight', outlineOffset: '-2px' },
    '.cm-lintRange-error': { textDecorationColor: 'CanvasText' },
    '&.cm-focused': { outline: '1px solid Highlight', outlineOffset: '-1px' },
  },
  '.cm-searchMatch': { backgroundColor: 'var(--code-match)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--code-selection)' },
});
