/**
 * How tests and student code are judged: `split` keeps them in two processes, `shared` in one,
 * where student code can forge its verdict.
 */
export const judges = ['split', 'shared'] as const;
export type Judge = (typeof judges)[number];
