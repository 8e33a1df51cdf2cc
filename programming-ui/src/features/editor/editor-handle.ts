import type { ProgramFiles } from '../program/program.ts';

export interface FileLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A key of the row above an on-screen keyboard: text, or a command. */
export type KeyPress =
  { readonly types: string } | { readonly does: 'indent' | 'outdent' | 'undo' };

/** What others can do with an editor component; bound with `bind:this`. */
export interface EditorHandle {
  /** Replaces the whole program, each changed file as one step that can be undone. */
  replace: (files: ProgramFiles) => void;
  /** Puts the cursor at the start of a line of the shown file, counted from 1, and the focus into the editor. */
  goToLine: (line: number) => void;
  /** As if the key were pressed at the cursor. */
  press: (key: KeyPress) => void;
  focus: () => void;
  openSearch: () => void;
}

/** The editor with its toolbar. */
export interface PaneHandle extends Omit<EditorHandle, 'openSearch'> {
  /** Puts an earlier version into the editor, and offers Undo. */
  restore: (earlier: ProgramFiles) => void;
}
