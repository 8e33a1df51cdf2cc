/** Splits the cores among graders: each gets at least one slot, and the first ones get the remainder. */
export function splitSlots(graders: number, cores: number): number[] {
  const slots = Math.max(graders, cores);
  return Array.from(
    { length: graders },
    (_, index) => Math.floor(slots / graders) + (index < slots % graders ? 1 : 0),
  );
}
