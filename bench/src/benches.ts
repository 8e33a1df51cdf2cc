/** What `npm run bench` offers; each reads its own arguments and resolves to the exit status. */
export interface Bench {
  readonly name: string;
  readonly summary: string;
  run(args: readonly string[]): Promise<number>;
}

export const benches: readonly Bench[] = [
  {
    name: 'grading',
    summary: 'gradings a second, split and shared, against bare python3 -m unittest',
    run: async (args) => (await import('./grading/grading.ts')).benchGrading(args),
  },
  {
    name: 'soak',
    summary: '10,000 gradings in a row, and what they leave behind',
    run: async (args) => (await import('./soak/soak.ts')).benchSoak(args),
  },
];
