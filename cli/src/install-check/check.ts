/** A part of an installation: what is wrong with it, and what to do. */
export interface Check {
  readonly name: string;
  /** What was found wrong; null if all is well. */
  readonly found: string | null;
  /** Null if all is well. */
  readonly remedy: string | null;
}

export const well = (name: string): Check => ({ name, found: null, remedy: null });

export const wrong = (name: string, found: string, remedy: string): Check => ({
  name,
  found,
  remedy,
});

/** Well if there is nothing to say. */
export const checkOf = (name: string, found: string | null, remedy: string): Check =>
  found === null ? well(name) : wrong(name, found, remedy);
