/** The installation's secret keys: what is sealed, derived or hashed with them. The only file that touches key bytes. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** Keys by id. New things use `current`; old ids stay readable until they are rotated away. */
export type Keys = { readonly current: string; readonly byId: ReadonlyMap<string, Buffer> };

/** What a derived token is for; the same id under another purpose gives another token. */
export type Purpose =
  | 'manage'
  | 'feed'
  | 'audit'
  | 'feed-full'
  | 'feed-busy'
  | 'hold'
  | 'my-appointments'
  | 'personal'
  | 'rate'
  | 'passkey'
  | 'invitation';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_LENGTH = 8;

/**
 * Reads `SECRET_KEY`: one or more secrets of at least 32 characters, separated by commas, the current one first.
 * Throws a sentence that says what to do when one is too short.
 */
export function readKeys(secrets: string): Keys {
  const parts = secrets.split(',').map((part) => part.trim());
  const entries = parts.map((secret): [string, Buffer] => {
    if (secret.length < 32) {
      throw new Error('SECRET_KEY is shorter than 32 characters. Make one with: openssl rand -base64 32');
    }
    const key = Buffer.from(hkdfSync('sha256', Buffer.from(secret), Buffer.alloc(0), Buffer.from('openhours'), 32));
    return [createHash('sha256').update(key).digest('hex').slice(0, KEY_ID_LENGTH), key];
  });
  return { current: entries[0]![0], byId: new Map(entries) }; // split gives at least one part
}

function keyOf(keys: Keys, id: string): Buffer {
  const key = keys.byId.get(id);
  if (!key) throw new Error(`The key ${id} is not in SECRET_KEY. Add the secret that was used before, after a comma.`);
  return key;
}

/** AES-256-GCM. `identity` (such as `connections/<id>`) is associated data: bytes moved to another row do not open. */
export function seal(keys: Keys, identity: string, text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(keys, keys.current), nonce);
  cipher.setAAD(Buffer.from(identity));
  const body = Buffer.concat([cipher.update(Buffer.from(text)), cipher.final()]);
  return Buffer.concat([Buffer.from(keys.current), nonce, cipher.getAuthTag(), body]);
}

/** The id of the key that sealed it. */
export function sealedWith(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(0, KEY_ID_LENGTH)).toString();
}

/** What the mail server of the set-up pages is sealed for. */
export const MAIL_SERVER = 'installation/smtp_url';

/** Opens what `seal` made for the same identity; throws when the key, the identity or a byte differs. */
export function open(keys: Keys, identity: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  const id = sealedWith(bytes);
  const nonce = bytes.subarray(KEY_ID_LENGTH, KEY_ID_LENGTH + NONCE_BYTES);
  const tag = bytes.subarray(KEY_ID_LENGTH + NONCE_BYTES, KEY_ID_LENGTH + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(keys, id), nonce);
  decipher.setAAD(Buffer.from(identity));
  decipher.setAuthTag(tag);
  const body = decipher.update(bytes.subarray(KEY_ID_LENGTH + NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([body, decipher.final()]).toString();
}

/** A secret of 256 bits that can be shown again and is stored nowhere: HMAC of key, purpose, id and version, base64url. */
export function deriveToken(
  keys: Keys,
  from: { keyId: string; purpose: Purpose; id: string; version: number },
): string {
  return createHmac('sha256', keyOf(keys, from.keyId))
    .update(Buffer.from(`${from.purpose}\n${from.id}\n${from.version}`))
    .digest('base64url');
}

/** A random secret of 256 bits for sign-in links, sessions and API keys; only its hash is stored. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What routing tables and sessions store of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(Buffer.from(token)).digest();
}

/** Compares two secrets in time that does not depend on where they differ. */
export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(hashToken(left), hashToken(right));
}
