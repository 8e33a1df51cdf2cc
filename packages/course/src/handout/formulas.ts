import type { WrittenFormula } from './formula-syntax.ts';
import { renderFormula } from './formula.ts';

/** The formulas of one handout, kept apart while it is sanitised: authors' own MathML is taken away. */
export interface Formulas {
  /** What stands for a formula meanwhile. */
  add(formula: WrittenFormula): string;
  /** The sanitised page with its formulas. */
  putInto(html: string): string;
}

interface FormulaFault {
  readonly message: string;
  /** The formula as it is written, up to the end of its line. */
  readonly source: string;
  readonly line: number | null;
}

export function collectFormulas(onFault: (fault: FormulaFault) => void): Formulas {
  const rendered: string[] = [];
  return {
    add({ tex, sign, line, closed }) {
      const source = sign + (tex.split('\n', 1)[0] ?? '');
      const formula = closed ? renderFormula(tex, sign === '$' ? 'inline' : 'display') : null;
      if (formula === null || 'fault' in formula) {
        const message =
          formula === null
            ? 'begins a formula with $$ that no $$ ends; end it, or write \\$ for the sign'
            : `holds the formula ${sign}${tex}${sign}, which ${formula.fault}; mend it, or write \\$ if it is none`;
        onFault({ message, source, line });
        return '';
      }
      // One on a line of its own scrolls, by keyboard too, when it is too wide.
      const attributes = sign === '$' ? 'class="formula"' : 'class="formula-line" tabindex="0"';
      rendered.push(`<span ${attributes}>${formula.mathml}</span>`);
      return `<span class="formula-${rendered.length - 1}"></span>`;
    },
    putInto: (html) =>
      html.replace(
        /<span class="formula-(\d+)"><\/span>/g,
        (_, index: string) => rendered[Number(index)] ?? '',
      ),
  };
}
