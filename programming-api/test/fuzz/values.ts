import fc from 'fast-check';
import type { ValueSchema } from './operations.ts';

/** Values that occur in the database: ids, slugs and code. */
export type Known = readonly string[];

const loneSurrogate = '\ud800';
const oddTexts = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    loneSurrogate,
    '\udc00a',
    '\uffff',
    '🎉'.repeat(50),
    '\u202e',
    '%',
    '%00',
  ],
  ...['../../etc/passwd', "' or 1=1 --", '__proto__', 'constructor', 'null', 'undefined', 'NaN'],
  ...['-1', '0', '1e9999', '9'.repeat(400), '00000000-0000-0000-0000-000000000000'],
];

export const text = (known: Known): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.uuid() },
    { weight: 2, arbitrary: fc.constantFrom(...oddTexts) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(...known).map((one) => one.toUpperCase()) },
  );

const number = fc.oneof(
  fc.integer({ min: -2, max: 200 }),
  fc.constantFrom(-0, 1e308, -1e308, 2 ** 53, 2 ** 63, 0.1, 1e-320),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Values of a schema's types; texts are known ones or odd ones. */
export function ofSchema(schema: ValueSchema, known: Known): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((one) => ofSchema(one, known)));
  }
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      return fc.record(
        Object.fromEntries(properties.map(([name, one]) => [name, ofSchema(one, known)])),
      );
    }
    case 'integer':
    case 'number':
      return number;
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return text(known);
    case undefined:
    default:
      return fc.jsonValue();
  }
}

const deep = fc
  .constantFrom(10, 1_000, 20_000)
  .map((depth) => '['.repeat(depth) + ']'.repeat(depth));

/** A body that almost matches the schema: one field too many or too few, or of another type. */
const nearlyOfSchema = (schema: ValueSchema, known: Known): fc.Arbitrary<string> =>
  fc
    .tuple(
      ofSchema(schema, known),
      fc.constantFrom(...Object.keys(schema.properties ?? { a: {} }), '__proto__', 'constructor'),
      fc.oneof(fc.jsonValue(), text(known), number, fc.constant(undefined)),
    )
    .map(([value, name, other]) => {
      const body: object = typeof value === 'object' && value !== null ? value : {};
      return JSON.stringify(
        Object.fromEntries([
          ...Object.entries(body).filter(([key]) => key !== name),
          [name, other],
        ]),
      );
    });

/** The bytes of a body: valid, almost valid, or anything. */
export function bodyBytes(schema: ValueSchema | null, known: Known): fc.Arbitrary<Buffer> {
  const wanted = schema ?? {};
  return fc.oneof(
    { weight: 4, arbitrary: ofSchema(wanted, known).map((value) => jsonBytes(value)) },
    { weight: 3, arbitrary: nearlyOfSchema(wanted, known).map((body) => Buffer.from(body)) },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => jsonBytes(value)) },
    { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: deep.map((body) => Buffer.from(body)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...malformedJson).map((body) => Buffer.from(body)),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(65_535, 65_536, 65_537, 420_000)
        .map((length) => jsonBytes({ assignmentId: known[0], code: 'x'.repeat(length) })),
    },
  );
}

/** No bytes for undefined. */
const jsonBytes = (value: unknown): Buffer =>
  value === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(value));

const malformedJson = [
  ...[
    '{',
    '{"a":',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    'NaN',
    '1e999',
    '"\ud800"',
    '"\\ud800"',
    '\ufeff{}',
  ],
  ...[
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{"a":1}}}',
    '{"a":1}{"a":2}',
    '-',
    '\0',
  ],
];
