/** What others can do with an editor component; bound with `bind:this`. */
export interface EditorHandle {
  /** Replaces the whole code as one step that can be undone. */
  replace: (code: string) => void;
  /** Puts the cursor at the start of a line, counted from 1, and the focus into the editor. */
  goToLine: (line: number) => void;
  /** As if the text were typed at the cursor; a tab indents the lines. */
  type: (text: string) => void;
  openSearch: () => void;
}

/** The editor with its toolbar. */
export interface PaneHandle extends Omit<EditorHandle, 'openSearch'> {
  /** Puts an earlier version into the editor, and offers Undo. */
  restore: (earlier: string) => void;
}
