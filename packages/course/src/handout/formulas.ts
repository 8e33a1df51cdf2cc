import type { WrittenFormula } from './formula-syntax.ts';
import { renderFormula } from './formula.ts';

/** The formulas of one handout, stored separately while it is sanitised, which removes authors' MathML. */
export interface Formulas {
  /** The placeholder of a formula. */
  add(formula: WrittenFormula): string;
  /** The sanitised page with its formulas in place of the placeholders. */
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
            ? 'starts a formula with $$ that is not closed; close it, or write \\$ for a dollar sign'
            : `contains the formula ${sign}${tex}${sign}, which ${formula.fault}; fix it, or write \\$ if it is not a formula`;
        onFault({ message, source, line });
        return '';
      }
      // A formula on a separate line scrolls if it is too wide, also by keyboard.
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
