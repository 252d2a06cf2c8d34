/** Setting up: the one-time token behind which a new installation waits, and a practice with its first people in one go. */
import type { Database } from '../db/database.ts';
import { loadInstallation, storeMailServer, storeSetupFinished, storeSetupToken } from '../db/installation.ts';
import { addMember } from '../db/people.ts';
import { insertPractice, practiceOfSlug } from '../db/practices.ts';
import { insertPractitioner } from '../db/practitioners.ts';
import type { Instant, PracticeId, PractitionerId, UserId, Zone } from '../domain/types.ts';
import { hashToken, MAIL_SERVER, randomToken, sameSecret, seal, type Keys } from '../secrets/keys.ts';
import { issueApiKey } from './api-keys.ts';
import type { Context } from './context.ts';
import { makeFirstFeeds } from './feeds.ts';
import { nthSlug, slugOf } from './slug.ts';
import { writeAudit } from './write-audit.ts';

/** The parts of the app that are needed before any practice is known. */
export type Installed = {
  readonly db: Database;
  readonly keys: Keys;
  readonly clock: () => Instant;
  readonly newId: () => string;
};

export type NewPracticeInput = {
  readonly practice: { readonly name: string; readonly phone: string; readonly email: string; readonly slug?: string };
  readonly practitioner: { readonly name: string; readonly zone: Zone; readonly email?: string };
  readonly owner: { readonly email: string };
  /** Name of an API key to issue along with it; undefined: none. */
  readonly apiKeyName?: string;
};

export type SetUp = {
  readonly practiceId: PracticeId;
  readonly practitionerId: PractitionerId;
  readonly ownerId: UserId;
  readonly slug: string;
  readonly practitionerSlug: string;
  /** Path of the booking link; the public URL goes before it. */
  readonly bookingPath: string;
  /** Shown once, stored only as a hash. */
  readonly apiKey: string | undefined;
};

/**
 * Makes a new one-time token and forgets the one before; undefined when set-up is finished. Called at every start, so that
 * the address printed last is the one that works.
 */
export async function setupToken(installed: Pick<Installed, 'db'>): Promise<string | undefined> {
  const token = randomToken();
  return (await storeSetupToken(installed.db.sql, hashToken(token))) ? token : undefined;
}

/** Is it the token printed last, and is set-up still open? */
export async function isSetupToken(installed: Pick<Installed, 'db'>, token: string): Promise<boolean> {
  const { setupTokenHash } = await loadInstallation(installed.db.sql);
  if (setupTokenHash === undefined) return false;
  return sameSecret(Buffer.from(setupTokenHash).toString('hex'), hashToken(token).toString('hex'));
}

/** Closes the set-up pages for good. False when they were closed before. */
export async function finishSetup(installed: Pick<Installed, 'db' | 'clock'>): Promise<boolean> {
  return storeSetupFinished(installed.db.sql, installed.clock());
}

/** Keeps the mail server that was typed into the set-up pages, sealed; SMTP_URL in the environment goes before it. */
export async function saveMailServer(
  installed: Pick<Installed, 'db' | 'keys'>,
  mail: { readonly smtpUrl: string; readonly from: string },
): Promise<void> {
  const smtpUrlSealed = seal(installed.keys, MAIL_SERVER, mail.smtpUrl);
  await storeMailServer(installed.db.sql, { smtpUrlSealed, mailFrom: mail.from });
}

/** A practice, its first practitioner with feeds, its owner, and perhaps an API key: all or nothing. */
export async function setUpPractice(installed: Installed, input: NewPracticeInput): Promise<SetUp> {
  const ids = {
    practiceId: installed.newId() as PracticeId, // new ids get their brand here
    practitionerId: installed.newId() as PractitionerId,
    userId: installed.newId() as UserId,
  };
  const now = installed.clock();
  const wanted = input.practice.slug ?? slugOf(input.practice.name, 'practice');
  for (let nth = 1; ; nth++) {
    const slug = nthSlug(wanted, nth);
    if (await practiceOfSlug(installed.db.sql, slug)) continue;
    try {
      return await insertAll({ installed, ids, now, slug, input });
    } catch (error) {
      if (!isSlugTaken(error)) throw error; // taken since: the next one
    }
  }
}

type Ids = { readonly practiceId: PracticeId; readonly practitionerId: PractitionerId; readonly userId: UserId };
type Insertion = { installed: Installed; ids: Ids; now: Instant; slug: string; input: NewPracticeInput };

async function insertAll({ installed, ids, now, slug, input }: Insertion): Promise<SetUp> {
  const { practiceId, practitionerId } = ids;
  const ctx: Context = { ...installed, practiceId, actor: { kind: 'system' }, now };
  const practitionerSlug = slugOf(input.practitioner.name, 'practitioner');
  const made = await installed.db.tenant(practiceId, async (tx) => {
    await insertPractice(tx, { ...input.practice, id: practiceId, slug, createdAt: now });
    await insertPractitioner(tx, {
      id: practitionerId,
      slug: practitionerSlug,
      name: input.practitioner.name,
      zone: input.practitioner.zone,
      email: input.practitioner.email ?? input.owner.email,
    });
    await makeFirstFeeds(ctx, tx, practitionerId);
    const member = { id: ids.userId, email: input.owner.email, role: 'owner', practitionerId, now } as const;
    const ownerId = await addMember(tx, member);
    await writeAudit(ctx, tx, { action: 'practice.set-up', subject: ['practice', practiceId] });
    return { ownerId };
  });
  // After the practice stands: a key that was shown belongs to a practice that exists.
  const issued = input.apiKeyName === undefined ? undefined : await issueApiKey(ctx, input.apiKeyName);
  return {
    practiceId,
    practitionerId,
    ownerId: made.ownerId,
    slug,
    practitionerSlug,
    bookingPath: `/book/${slug}`,
    apiKey: issued?.apiKey,
  };
}

function isSlugTaken(error: unknown): boolean {
  const broken = error as { code?: unknown; constraint_name?: unknown }; // fields that PostgreSQL's errors carry
  return broken.code === '23505' && broken.constraint_name === 'practice_routes_pkey';
}
