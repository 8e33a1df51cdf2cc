import { renderTable } from '../table.ts';
import type { Inventory } from './inventory.ts';

const faultsShown = 20;

/** A column for each moment of inspection. */
export function renderInventories(moments: Readonly<Record<string, Inventory>>): string[] {
  const row = (what: string, pick: (inventory: Inventory) => number) => [
    what,
    ...Object.values(moments).map((inventory) => String(pick(inventory))),
  ];
  return renderTable(
    ['', ...Object.keys(moments)],
    [
      row('processes below', ({ below }) => below.pids.length),
      row('of these, not inspectable', ({ below }) => below.closed),
      row('namespaces', ({ below }) => below.namespaces.size),
      row('mounts below', ({ below }) => below.mounts),
      row('mounts of the machine', ({ ownMounts }) => ownMounts),
      row('descriptors below', ({ below }) => below.descriptors),
      row('descriptors of the grader', ({ ownDescriptors }) => ownDescriptors),
      row('files', ({ files }) => files.size),
      row('shared memory segments', ({ sharedMemorySegments }) => sharedMemorySegments),
      row('resident KiB below', ({ below }) => below.residentKiB),
      row('resident KiB of the grader', ({ ownResidentKiB }) => ownResidentKiB),
    ],
  );
}

export function renderFaults(faults: readonly string[]): string[] {
  if (faults.length === 0) return ['Nothing is left over.'];
  const more = faults.length - faultsShown;
  return [
    ...faults.slice(0, faultsShown).map((fault) => `FAULT: ${fault}`),
    ...(more > 0 ? [`… and ${more} more faults`] : []),
  ];
}
