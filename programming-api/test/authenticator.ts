import {
  createHash,
  createSign,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

/*
 * An authenticator in software: ES256, without attestation, as Web Authentication describes it.
 */

/** What a page at `origin` would get; the rest is what a forger may change. */
interface Asked {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  readonly signCount?: number;
  /** Whether its user has shown who they are. */
  readonly userVerified?: boolean;
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const base64url = (data: Buffer): string => data.toString('base64url');

/** CBOR of what authenticators send: small numbers, texts, bytes and maps. */
function cbor(value: number | string | Buffer | ReadonlyMap<unknown, unknown>): Buffer {
  const head = (major: number, size: number): Buffer =>
    size < 24
      ? Buffer.from([(major << 5) | size])
      : size < 256
        ? Buffer.from([(major << 5) | 24, size])
        : Buffer.from([(major << 5) | 25, size >> 8, size & 255]);
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([head(3, text.length), text]);
  }
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, one]) => [cbor(key as string), cbor(one as string)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

export class Authenticator {
  readonly credentialId = randomBytes(32);
  readonly #privateKey: KeyObject;
  readonly #coseKey: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#privateKey = privateKey;
    this.#coseKey = cbor(
      new Map<number, number | Buffer>([
        ...([
          [1, 2],
          [3, -7],
          [-1, 1],
        ] as const),
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
  }

  /** The body of `POST /api/passkeys`. */
  create(asked: Asked) {
    const length = Buffer.from([0, this.credentialId.length]);
    const attested = [Buffer.alloc(16), length, this.credentialId, this.#coseKey];
    const authData = Buffer.concat([this.#authenticatorData(asked, 0x40), ...attested]);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    return {
      id: base64url(this.credentialId),
      clientData: base64url(this.#clientData('webauthn.create', asked)),
      attestation: base64url(cbor(attestation)),
    };
  }

  /** The body of `POST /api/sign-in/passkey`. */
  sign(asked: Asked, userId: string) {
    const clientData = this.#clientData('webauthn.get', asked);
    const authenticatorData = this.#authenticatorData(asked, 0);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    return {
      id: base64url(this.credentialId),
      clientData: base64url(clientData),
      authenticatorData: base64url(authenticatorData),
      signature: base64url(createSign('sha256').update(signed).sign(this.#privateKey)),
      userHandle: base64url(Buffer.from(userId.replaceAll('-', ''), 'hex')),
    };
  }

  #clientData(type: string, { challenge, origin }: Asked): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authenticatorData({ rpId, signCount = 0, userVerified = true }: Asked, flags: number): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(signCount);
    return Buffer.concat([
      sha256(rpId),
      Buffer.from([flags | 0x01 | (userVerified ? 0x04 : 0)]),
      count,
    ]);
  }
}
