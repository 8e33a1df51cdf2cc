/** Splits the cores among graders: each at least one slot, the first ones the rest. */
export function splitSlots(graders: number, cores: number): number[] {
  const slots = Math.max(graders, cores);
  return Array.from(
    { length: graders },
    (_, index) => Math.floor(slots / graders) + (index < slots % graders ? 1 : 0),
  );
}
