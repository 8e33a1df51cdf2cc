import { setTimeout } from 'node:timers/promises';
import { takeInventory, type Inventory, type Surroundings } from './inventory.ts';

const settleMs = 15_000;
const pauseMs = 20;
const steadyTimes = 10;

/** What is there once it is enough, or when the time for that is over. */
export async function settled(
  surroundings: Surroundings,
  enough: (inventory: Inventory) => boolean,
): Promise<Inventory> {
  const end = performance.now() + settleMs;
  for (;;) {
    globalThis.gc?.();
    const inventory = await takeInventory(surroundings);
    if (enough(inventory) || performance.now() > end) return inventory;
    await setTimeout(pauseMs);
  }
}

/** What is there once nothing changes any more: no process is being replaced, say. */
export async function steady(surroundings: Surroundings): Promise<Inventory> {
  let seen = '';
  let times = 0;
  return settled(surroundings, ({ below, ownDescriptors }) => {
    const { pids, descriptors, mounts, namespaces } = below;
    const now = [pids.join(), descriptors, mounts, namespaces.size, ownDescriptors].join('/');
    times = now === seen ? times + 1 : 0;
    seen = now;
    return times >= steadyTimes;
  });
}
