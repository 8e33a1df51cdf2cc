/*
 * What a program did, step by step, as programming-ui/python records it. Each step holds what changed since the one
 * before, so that a trace stays small; `replayState` puts them together.
 */

/** The text of a plain value such as `3` or `'ab'`, or the number of an object. */
export type TracedValue = string | number;

/** A list, tuple, set, dict, instance or other value that names can share. */
export interface TracedObject {
  /** The name of its class, as `list`. */
  readonly type: string;
  /** `entries` has keys and values, or attributes and values; `items` has values; `text` is its representation. */
  readonly items?: readonly TracedValue[];
  readonly entries?: readonly (readonly [key: TracedValue, value: TracedValue])[];
  readonly text?: string;
  /** How many items or entries it has, if more than are recorded. */
  readonly length?: number;
}

/** The value of an expression of the line. Lines count from 1, columns from 0 in characters; `to` is behind the last. */
export interface TracedExpression {
  readonly from: readonly [line: number, column: number];
  readonly to: readonly [line: number, column: number];
  readonly value: TracedValue;
}

export interface TracedStep {
  /** `line` is about to run; `call`, `return` and `raise` have happened. */
  readonly kind: 'call' | 'line' | 'return' | 'raise';
  /** An index into the trace's files. */
  readonly file: number;
  /** From 1. */
  readonly line: number;
  /**
   * The frame that this step is in. Frame 0 is that of the main file's module, which has no `call`. A frame
   * ends after a `return` that is not `yielded`, or after its last step if that is a `raise`.
   */
  readonly frame: number;
  /**
   * Of a `call`: the function's name, and the frame that called it, if the program did. Without a `kind` it is
   * an ordinary call, or another file's module begins, whose name is `<module>`. `resume`: a generator goes on
   * after its `yield`, in the same frame. `class`: the body of a class begins.
   */
  readonly call?: {
    readonly name: string;
    readonly caller: number | null;
    readonly kind?: 'resume' | 'class';
  };
  /** Of a `return`: what was returned. Modules and bodies of classes return nothing. */
  readonly returned?: TracedValue;
  /** Of a `return`: what a generator gave with `yield`, after which it waits. */
  readonly yielded?: TracedValue;
  /** Of a `raise`: as `ZeroDivisionError: division by zero`. */
  readonly raised?: string;
  /** Variables that have another value, or are new, since the step before; null if deleted. */
  readonly set?: readonly (readonly [frame: number, name: string, value: TracedValue | null])[];
  /** Objects that are new, or have another content, since the step before. */
  readonly objects?: readonly (readonly [id: number, object: TracedObject])[];
  /** What the expressions of this line came to when it ran, inner ones first. */
  readonly values?: readonly TracedExpression[];
  /** Printed between the step before and this one. */
  readonly output?: string;
  /** Typed input that was read between the step before and this one. */
  readonly input?: string;
  /** At the head of a loop: which round begins, from 1. */
  readonly round?: number;
  /** Beside `round`: the last line of the loop's body. */
  readonly loopEnd?: number;
}

/** What Python calls the code outside functions. */
export const moduleName = '<module>';

export interface Trace {
  /** Names of the student's files, the main one first. */
  readonly files: readonly string[];
  /** None if Python cannot read the program. */
  readonly steps: readonly TracedStep[];
  /** What ended the recording early: 10,000 steps, 2 MB, or the time limit. */
  readonly cut: 'steps' | 'size' | 'time' | null;
  /** The step that set the wrong value: an index into the steps. */
  readonly opensAt: number;
  /**
   * How the test ended here, to be compared with the server's; null for a program that was only run, and for a
   * recording that was cut, with which the program ended.
   */
  readonly outcome: { readonly passed: boolean; readonly message: string | null } | null;
}
