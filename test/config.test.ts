import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const GOOD_KEY = 'k3Vd9sQ1x7RtY5uWm2Zp8LcN4bHj6GfA';

test('nothing needs to be set', () => {
  const config = readConfig({ HOME: '/home/pat' });
  expect(config).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:3000',
    trustedProxies: 0,
    production: false,
  });
  expect(config.databaseUrl).toBeUndefined();
});

test('an empty variable counts as none', () => {
  expect(readConfig({ PORT: '', SMTP_URL: ' ', SECRET_KEY: '' })).toMatchObject({
    port: 3000,
    smtpUrl: undefined,
    secretKey: undefined,
  });
});

test('DATA_DIR goes before the data folder of root or of the user', () => {
  expect(readConfig({ DATA_DIR: '/srv/openhours' }).dataDir).toBe('/srv/openhours');
  const folder = readConfig({ XDG_DATA_HOME: '/home/pat/data', HOME: '/home/pat' }).dataDir;
  expect(folder).toBe(process.getuid?.() === 0 ? '/var/lib/openhours' : '/home/pat/data/openhours');
});

test('a public address loses its slash and must have no path', () => {
  expect(readConfig({ PUBLIC_URL: 'https://book.example.org/' }).publicUrl).toBe('https://book.example.org');
  expect(() => readConfig({ PUBLIC_URL: 'https://example.org/book' })).toThrow('PUBLIC_URL has a path');
  expect(() => readConfig({ PUBLIC_URL: 'javascript:alert(1)' })).toThrow('PUBLIC_URL is not an address');
});

test('proxies are counted', () => {
  expect(readConfig({ TRUST_PROXY: 'true' }).trustedProxies).toBe(1);
  expect(readConfig({ TRUST_PROXY: '2' }).trustedProxies).toBe(2);
  expect(() => readConfig({ TRUST_PROXY: 'yes' })).toThrow('TRUST_PROXY is the number of proxies');
});

const refused: readonly [string, Record<string, string>, string][] = [
  [
    'a short secret',
    { SECRET_KEY: 'short' },
    'SECRET_KEY is shorter than 32 characters. Make one with: openssl rand -base64 32',
  ],
  ['one short secret of two', { SECRET_KEY: `${GOOD_KEY},short` }, 'SECRET_KEY is shorter than 32 characters'],
  ['a secret of one letter', { SECRET_KEY: 'a'.repeat(40) }, 'SECRET_KEY can be guessed'],
  ['the default of an example', { SECRET_KEY: 'please-change-me-0123456789-abcdefgh' }, 'SECRET_KEY can be guessed'],
  [
    'a shared database without a secret',
    { DATABASE_URL: 'postgres://app:pw@db:5432/openhours' },
    'SECRET_KEY is missing',
  ],
  ['production without a public address', { NODE_ENV: 'production' }, 'PUBLIC_URL is missing'],
  [
    'production over plain http',
    { NODE_ENV: 'production', PUBLIC_URL: 'http://book.example.org' },
    'PUBLIC_URL begins with http://',
  ],
  ['a mail server without a sender', { SMTP_URL: 'smtp://mail.example.org' }, 'MAIL_FROM is missing'],
  ['half a Google client', { GOOGLE_CLIENT_ID: 'id' }, 'GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET go together'],
  [
    'a token endpoint over plain http',
    { GOOGLE_TOKEN_URL: 'http://oauth.example.org/token' },
    'GOOGLE_TOKEN_URL must begin with https://',
  ],
  ['a port that is none', { PORT: 'abc' }, 'PORT is not a number.'],
  ['a weak metrics token', { METRICS_TOKEN: 'short' }, 'METRICS_TOKEN is shorter than 16 characters'],
];

test.each(refused)('K13 %s is refused with one clear line', (_, environment, line) => {
  const reading = (): unknown => readConfig(environment);
  expect(reading).toThrow(ConfigError);
  expect(reading).toThrow(line);
  expect(reading).not.toThrow('\n');
});

test('K13 no value of a secret stands in the line', () => {
  expect(() => readConfig({ SECRET_KEY: 'hunter2' })).not.toThrow('hunter2');
});
