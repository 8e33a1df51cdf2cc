import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';

/**
 * @typedef {{
 *   select?: string[], 'per-file-ignores'?: Record<string, string[]>, ignore?: string[]
 * }} LintSettings
 * @typedef {{ lint: LintSettings }} RuffSettings
 * @typedef {{ row: number, column: number }} Location
 * @typedef {{ location: Location, end_location: Location, content: string | null }} Edit
 * @typedef {{
 *   code: string | null, message: string, start_location: Location, fix: { edits: Edit[] } | null
 * }} Finding
 */

/** A fix can make room for another one, such as an import that is then out of order. */
const maxRounds = 10;

/**
 * Lints and formats with ruff's WebAssembly, which reads no files: it gets the settings and each
 * source from here.
 *
 * @param {RuffSettings} settings As in pyproject.toml.
 */
export function createPythonLinter(settings) {
  /** @type {Map<string, Workspace>} */
  const workspaces = new Map();

  /** @param {string} file */
  function workspaceFor(file) {
    const { 'per-file-ignores': perFile = {}, ignore = [], ...lint } = settings.lint;
    const matching = Object.entries(perFile).filter(([pattern]) => matches(file, pattern));
    const ignored = [...ignore, ...matching.flatMap(([, rules]) => rules)];
    const key = ignored.join();
    const workspace =
      workspaces.get(key) ??
      new Workspace({ ...settings, lint: { ...lint, ignore: ignored } }, PositionEncoding.Utf16);
    workspaces.set(key, workspace);
    return workspace;
  }

  return {
    /**
     * @param {string} file
     * @param {string} source
     * @returns {string[]} what is wrong, a line each
     */
    findingsIn(file, source) {
      const workspace = workspaceFor(file);
      const found = findings(workspace, source);
      const sentences = found.map(
        ({ code, message, start_location: { row, column } }) =>
          `${file}:${row}:${column}: ${code ?? 'syntax'} ${message}`,
      );
      if (found.some(isSyntaxError) || workspace.format(source) === source) return sentences;
      return [...sentences, `${file}: not formatted; run: npm run format`];
    },

    /**
     * @param {string} file
     * @param {string} source
     * @returns {string} the source, formatted, with all fixes that ruff offers for its own findings
     */
    fixed(file, source) {
      const workspace = workspaceFor(file);
      let text = source;
      for (let round = 0; round < maxRounds; round++) {
        const found = findings(workspace, text);
        if (found.some(isSyntaxError)) return source;
        const edited = workspace.format(withFixes(text, found));
        if (edited === text) break;
        text = edited;
      }
      return text;
    },
  };
}

/**
 * @param {Workspace} workspace
 * @param {string} source
 */
function findings(workspace, source) {
  return /** @type {Finding[]} */ (workspace.check(source));
}

/** @param {Finding} finding */
function isSyntaxError(finding) {
  return finding.code === null || finding.code === 'invalid-syntax';
}

/**
 * Applies the fixes that do not overlap with an earlier one.
 *
 * @param {string} source
 * @param {readonly Finding[]} found
 */
function withFixes(source, found) {
  const lineStarts = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = (/** @type {Location} */ { row, column }) =>
    (lineStarts[row - 1] ?? source.length) + column - 1;
  /** @type {{ start: number, end: number, content: string }[]} */
  const accepted = [];
  for (const { fix } of found) {
    const edits = (fix?.edits ?? []).map(({ location, end_location: end, content }) => ({
      start: offset(location),
      end: offset(end),
      content: content ?? '',
    }));
    const overlaps = edits.some(({ start, end }) =>
      accepted.some((other) => start <= other.end && other.start <= end),
    );
    if (!overlaps) accepted.push(...edits);
  }
  accepted.sort((a, b) => b.start - a.start || b.end - a.end);
  return accepted.reduce(
    (text, { start, end, content }) => text.slice(0, start) + content + text.slice(end),
    source,
  );
}

/**
 * Knows patterns for everything in a folder, which is enough here.
 *
 * @param {string} file
 * @param {string} pattern
 */
function matches(file, pattern) {
  if (!pattern.endsWith('/**')) {
    throw new Error(
      `per-file-ignores in pyproject.toml: ${pattern} does not have the form folder/**`,
    );
  }
  return file.startsWith(pattern.slice(0, -2));
}
