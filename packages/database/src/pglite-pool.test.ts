import type { PGlite } from '@electric-sql/pglite';
import { describe, expect, it } from 'vitest';
import { createPglitePool } from './pglite-pool.ts';
import { RevivedPglite } from './revived-pglite.ts';

/** As much of PGlite as a pool needs that runs no query. */
const idlePglite = (): PGlite => {
  const pglite = { closed: false, close: () => Promise.resolve((pglite.closed = true)) };
  return pglite as unknown as PGlite;
};

const asSource = (pglite: PGlite): RevivedPglite =>
  new RevivedPglite(pglite, () => Promise.resolve(pglite));

describe('the pool of one connection', () => {
  it('gives it to one after the other, in the order they came', async () => {
    const pool = createPglitePool(asSource(idlePglite()));
    const order: number[] = [];
    const first = await pool.connect();
    const others = [1, 2, 3].map(async (number) => {
      const client = await pool.connect();
      order.push(number);
      await Promise.resolve();
      order.push(number);
      client.release();
    });
    expect(order).toEqual([]);
    first.release();
    await Promise.all(others);
    expect(order).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('rejects who waits too long, and goes on with the next', async () => {
    const pool = createPglitePool(asSource(idlePglite()), { acquireTimeoutMs: 1 });
    const kept = await pool.connect();
    await expect(pool.connect()).rejects.toThrow('not free within 1 ms');
    kept.release();
    (await pool.connect()).release();
  });

  it('ends after the last user, once', async () => {
    const pglite = idlePglite();
    const pool = createPglitePool(asSource(pglite));
    const client = await pool.connect();
    const end = pool.end();
    expect(pglite.closed).toBe(false);
    client.release();
    await end;
    expect(pglite.closed).toBe(true);
    await expect(pool.end()).resolves.toBeUndefined();
  });
});
