/** What the environment says, checked once. The only reader of the environment; `npm start` needs none of it. */
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Config = z.output<typeof schema> & { readonly dataDir: string };

/** One line that says what is missing or weak and what to do; the start ends with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const DEFAULT_PORT = 3000;
const LEAST_SECRET = 32;
const LEAST_DIFFERENT = 10;

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** An address that we call or show: https, or http on this machine. */
function secureUrl(name: string, fallback: string) {
  return z
    .url(`${name} is not an address such as ${fallback}.`)
    .refine((text) => isSecure(text), `${name} must begin with https:// (http:// is for this machine only).`)
    .default(fallback);
}

const databaseUrl = (name: string) =>
  z
    .string()
    .regex(
      /^postgres(ql)?:\/\/\S+$/,
      `${name} is not an address such as postgres://user:password@host:5432/openhours.`,
    );

const secret = z
  .string()
  .refine(
    (text) => text.split(',').every((part) => part.trim().length >= LEAST_SECRET),
    `SECRET_KEY is shorter than ${LEAST_SECRET} characters. Make one with: openssl rand -base64 32`,
  )
  .refine(
    (text) =>
      text
        .split(',')
        .every((part) => new Set(part.trim()).size >= LEAST_DIFFERENT && !/change.?me|example|secret.?key/i.test(part)),
    'SECRET_KEY can be guessed. Make one with: openssl rand -base64 32',
  );

const schema = z
  .object({
    NODE_ENV: z.string().optional(),
    PORT: z.coerce
      .number('PORT is not a number.')
      .int('PORT is not a number.')
      .min(0)
      .max(65_535, 'PORT is at most 65535.')
      .default(DEFAULT_PORT),
    HOST: z.string().default('127.0.0.1'),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'PUBLIC_URL is not an address such as https://booking.example.org.' })
      .refine(
        (text) => new URL(text).pathname === '/' && new URL(text).search === '',
        'PUBLIC_URL has a path; Openhours needs a host of its own.',
      )
      .optional(),
    DATA_DIR: z.string().optional(),
    DATABASE_URL: databaseUrl('DATABASE_URL').optional(),
    DATABASE_OWNER_URL: databaseUrl('DATABASE_OWNER_URL').optional(),
    SECRET_KEY: secret.optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\/\S+$/, 'SMTP_URL is not an address such as smtps://user:password@mail.example.org.')
      .optional(),
    MAIL_FROM: z.email('MAIL_FROM is not an email address.').optional(),
    GOOGLE_CLIENT_ID: z.string().optional(),
    GOOGLE_CLIENT_SECRET: z.string().optional(),
    GOOGLE_API_URL: secureUrl('GOOGLE_API_URL', 'https://www.googleapis.com/'),
    GOOGLE_AUTH_URL: secureUrl('GOOGLE_AUTH_URL', 'https://accounts.google.com/o/oauth2/v2/auth'),
    GOOGLE_TOKEN_URL: secureUrl('GOOGLE_TOKEN_URL', 'https://oauth2.googleapis.com/token'),
    GOOGLE_REVOKE_URL: secureUrl('GOOGLE_REVOKE_URL', 'https://oauth2.googleapis.com/revoke'),
    MICROSOFT_CLIENT_ID: z.string().optional(),
    MICROSOFT_CLIENT_SECRET: z.string().optional(),
    MICROSOFT_LOGIN_URL: secureUrl('MICROSOFT_LOGIN_URL', 'https://login.microsoftonline.com/'),
    MICROSOFT_GRAPH_URL: secureUrl('MICROSOFT_GRAPH_URL', 'https://graph.microsoft.com/'),
    FETCH_ALLOW: z.string().default(''),
    TRUST_PROXY: z
      .string()
      .regex(/^(true|false|\d)$/, 'TRUST_PROXY is the number of proxies in front of Openhours, such as 1.')
      .default('false'),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'], 'LOG_LEVEL is one of debug, info, warn, error, silent.')
      .default('info'),
    METRICS_TOKEN: z
      .string()
      .min(16, 'METRICS_TOKEN is shorter than 16 characters. Make one with: openssl rand -hex 16')
      .optional(),
  })
  .superRefine((env, context) => {
    const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
    const production = env.NODE_ENV === 'production';
    if (env.DATABASE_URL && !env.SECRET_KEY) {
      refuse(
        'SECRET_KEY is missing: with DATABASE_URL every process needs the same one. Make it with: openssl rand -base64 32',
      );
    }
    if (production && !env.PUBLIC_URL)
      refuse(
        'PUBLIC_URL is missing: links in mails need the address that patients reach, such as https://booking.example.org.',
      );
    if (production && env.PUBLIC_URL && !isSecure(env.PUBLIC_URL))
      refuse('PUBLIC_URL begins with http://: put a proxy with a certificate in front and name its https:// address.');
    if (env.SMTP_URL && !env.MAIL_FROM)
      refuse('MAIL_FROM is missing: with SMTP_URL mails need the address they come from.');
    if (env.DATABASE_OWNER_URL && !env.DATABASE_URL)
      refuse('DATABASE_URL is missing beside DATABASE_OWNER_URL: the app connects as another role than migrations.');
    for (const name of ['GOOGLE', 'MICROSOFT'] as const) {
      const both = [env[`${name}_CLIENT_ID`], env[`${name}_CLIENT_SECRET`]];
      if (both.filter(Boolean).length === 1)
        refuse(`${name}_CLIENT_ID and ${name}_CLIENT_SECRET go together; one is missing.`);
    }
  })
  .transform((env) => ({
    production: env.NODE_ENV === 'production',
    port: env.PORT,
    host: env.HOST,
    /** Origin that patients reach, without a slash at its end. */
    publicUrl: new URL(env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).origin,
    /** False while the address is only this machine's. */
    publicUrlChosen: env.PUBLIC_URL !== undefined,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    secretKey: env.SECRET_KEY,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    google: {
      clientId: env.GOOGLE_CLIENT_ID,
      clientSecret: env.GOOGLE_CLIENT_SECRET,
      apiUrl: env.GOOGLE_API_URL,
      authUrl: env.GOOGLE_AUTH_URL,
      tokenUrl: env.GOOGLE_TOKEN_URL,
      revokeUrl: env.GOOGLE_REVOKE_URL,
    },
    microsoft: {
      clientId: env.MICROSOFT_CLIENT_ID,
      clientSecret: env.MICROSOFT_CLIENT_SECRET,
      loginUrl: env.MICROSOFT_LOGIN_URL,
      graphUrl: env.MICROSOFT_GRAPH_URL,
    },
    /** Addresses or networks that the guarded fetcher may reach although private. */
    fetchAllow: env.FETCH_ALLOW.split(',')
      .map((part) => part.trim())
      .filter(Boolean),
    /** How many proxies stand in front: whose word on the client's address counts. */
    trustedProxies: env.TRUST_PROXY === 'true' ? 1 : env.TRUST_PROXY === 'false' ? 0 : Number(env.TRUST_PROXY),
    logLevel: env.LOG_LEVEL,
    metricsToken: env.METRICS_TOKEN,
  }));

/** Throws ConfigError. An empty variable counts as none. */
export function readConfig(environment: Environment): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const read = schema.safeParse(given);
  if (!read.success) throw new ConfigError(read.error.issues.map((issue) => issue.message).join(' '));
  return { ...read.data, dataDir: read.data.dataDir ?? defaultDataDir(environment) };
}

/** Outside the checkout: /var/lib/openhours for root, else the user's data folder. */
function defaultDataDir(environment: Environment): string {
  if (process.getuid?.() === 0) return '/var/lib/openhours';
  const base = environment['XDG_DATA_HOME'] || `${environment['HOME'] ?? '.'}/.local/share`;
  return `${base}/openhours`;
}

function isSecure(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname));
}
