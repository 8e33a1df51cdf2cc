import { z } from 'zod';
import { bareName, measurementSchema } from '../grading/measurement.ts';

/** A figure that two revisions may have in common, by its name. */
export interface ComparableFigure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

const gradingSchema = z.object({
  runs: z.array(z.object({ cores: z.number(), measurement: measurementSchema })),
});
const soakSchema = z.object({
  perSecond: z.number(),
  growth: z.object({ graderKiB: z.number(), belowKiB: z.number() }),
});
const stackSchema = z.object({
  figures: z.array(z.object({ name: z.string(), value: z.number(), unit: z.string() })),
});

/** The comparable numbers of a results file (results.ts), without NaN. */
export function comparableFigures(results: unknown): ComparableFigure[] {
  return allFigures(results).filter(({ value }) => Number.isFinite(value));
}

function allFigures(results: unknown): ComparableFigure[] {
  const grading = gradingSchema.safeParse(results).data;
  if (grading !== undefined) return grading.runs.flatMap(gradingFigures);
  const soak = soakSchema.safeParse(results).data;
  if (soak !== undefined) {
    return [
      { name: 'gradings', unit: 'a second', value: soak.perSecond },
      { name: "growth of the grader's memory", unit: 'KiB', value: soak.growth.graderKiB },
      { name: 'growth of the memory below it', unit: 'KiB', value: soak.growth.belowKiB },
    ];
  }
  const stack = stackSchema.safeParse(results).data;
  if (stack !== undefined) return stack.figures;
  throw new Error('The format of a results file is unknown.');
}

function gradingFigures({
  cores,
  measurement: { cells, idle },
}: z.infer<typeof gradingSchema>['runs'][number]): ComparableFigure[] {
  const on = `on ${cores}`;
  return [
    ...cells.flatMap(({ program, contender, perSecond, p50Ms }) => {
      const bare = cells.find((cell) => cell.program === program && cell.contender === bareName);
      const name = `${program}, ${contender}, ${on}`;
      return [
        { name, unit: 'a second', value: perSecond },
        { name, unit: 'to bare', value: perSecond / (bare?.perSecond ?? NaN) },
        { name: `${name}, p50`, unit: 'ms', value: p50Ms },
      ];
    }),
    ...idle.flatMap(({ program, judge, p50Ms, p95Ms }) => [
      { name: `${program}, ${judge}, idle, p50`, unit: 'ms', value: p50Ms },
      { name: `${program}, ${judge}, idle, p95`, unit: 'ms', value: p95Ms },
    ]),
  ];
}
