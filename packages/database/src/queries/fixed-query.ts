import { CompiledQuery, type Compilable } from 'kysely';
import type { Connection } from '../tables.ts';

/** Stands for a value while a query is built. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** Otherwise the text or a constant in it would depend on the first call's values. */
  [Symbol.toPrimitive](): never {
    throw new Error(`A fixed query may only pass its value "${this.name}" on to the database.`);
  }

  toJSON(): never {
    return this[Symbol.toPrimitive]();
  }
}

/**
 * A query whose text is the same for all values. It is built and compiled at its first call, since that takes
 * longer than to send it. `build` may only put the values into the query, not look at them.
 */
export function fixedQuery<Values extends object, Row>(
  build: (db: Connection, values: Values) => Compilable<Row>,
): (db: Connection, values: Values) => Promise<Row[]> {
  let fixed: CompiledQuery<Row> | null = null;
  return async (db, values) => {
    fixed ??= build(db, placeholders as Values).compile();
    const given = values as Readonly<Record<string, unknown>>;
    const parameters = fixed.parameters.map((value) =>
      value instanceof Placeholder ? given[value.name] : value,
    );
    const { rows } = await db.executeQuery(CompiledQuery.raw(fixed.sql, parameters));
    return rows as Row[];
  };
}

const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) });
