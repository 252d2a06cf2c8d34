/** What `openhours doctor` looks at: each finding is a sentence, and what to do unless all is well. */
import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { calendarStatuses, type CalendarStatus } from '../db/calendars.ts';
import { jobProblems } from '../db/outbox.ts';
import { loadPractice, practiceIds, type Practice } from '../db/practices.ts';
import { loadPractitioners } from '../db/practitioners.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import type { Instant, PracticeId } from '../domain/types.ts';

export type Finding = {
  /** `weak`: works, but not for real patients. */
  readonly state: 'well' | 'weak' | 'broken';
  readonly what: string;
  readonly advice?: string;
};

const OLDEST_POSTGRES = 15;
const MOST_SKEW_MS = 5_000;
const MOST_USED_PERCENT = 80;
const FULL_PERCENT = 95;
const URL_LIMIT_MS = 5_000;
const MINUTE = 60_000;

export async function databaseFinding({ db }: Pick<Deps, 'db'>): Promise<Finding> {
  const [row] = await db.sql<{ version: string }[]>`select current_setting('server_version') as version`;
  const version = row?.version.split(' ')[0] ?? 'unknown';
  if (Number.parseInt(version, 10) >= OLDEST_POSTGRES)
    return { state: 'well', what: `The database answers and is up to date (PostgreSQL ${version}).` };
  return {
    state: 'broken',
    what: `The database is PostgreSQL ${version}.`,
    advice: `Move it to PostgreSQL ${OLDEST_POSTGRES} or newer.`,
  };
}

/** The app's clock decides about cut-offs; the database's only stamps (failures G07). */
export async function clockFinding({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<Finding> {
  const before = clock();
  const [row] = await db.sql<{ now: Date }[]>`select clock_timestamp() as now`;
  const after = clock();
  const skew = row === undefined ? 0 : row.now.getTime() - (before + after) / 2;
  if (Math.abs(skew) <= MOST_SKEW_MS)
    return { state: 'well', what: 'The clocks of this machine and the database agree.' };
  return {
    state: 'broken',
    what: `The clocks of this machine and the database are ${Math.round(Math.abs(skew) / 1000)} seconds apart.`,
    advice: 'Let both take their time from NTP: cut-offs and reminders are only as right as the clock.',
  };
}

/**
 * Of the disk that holds the data folder: keys, and the database where none was named. A full one stops all booking (failures
 * K04). None where there is no such folder.
 */
export async function diskFindings({ dataDir }: Pick<Config, 'dataDir'>, look: Look = statfs): Promise<Finding[]> {
  const disk = await look(dataDir).catch(() => undefined);
  if (!disk) return [];
  const used = Math.round(100 * (1 - disk.bavail / Math.max(disk.blocks, 1)));
  const what = `The disk of the data folder is ${used} % full.`;
  if (used < MOST_USED_PERCENT) return [{ state: 'well', what }];
  const advice = 'Make room, or give it a larger disk: when it is full nothing can be booked.';
  return [{ state: used < FULL_PERCENT ? 'weak' : 'broken', what, advice }];
}

type Look = (folder: string) => Promise<Pick<StatsFs, 'blocks' | 'bavail'>>;

export async function publicUrlFindings({
  publicUrl,
  publicUrlChosen,
}: Pick<Config, 'publicUrl' | 'publicUrlChosen'>): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (!publicUrlChosen) {
    const advice = 'Put a proxy with a certificate in front and set PUBLIC_URL to its https:// address.';
    findings.push({
      state: 'weak',
      what: `PUBLIC_URL is not set: booking links begin with ${publicUrl}, which patients cannot open.`,
      advice,
    });
  } else if (!publicUrl.startsWith('https://')) {
    const advice = 'Put a proxy with a certificate in front and set PUBLIC_URL to its https:// address.';
    findings.push({ state: 'weak', what: `${publicUrl} is not encrypted.`, advice });
  }
  const answered = await fetch(`${publicUrl}/health/live`, { signal: AbortSignal.timeout(URL_LIMIT_MS) }).then(
    (response) => response.status,
    () => undefined,
  );
  if (answered === 200) findings.push({ state: 'well', what: `Openhours answers at ${publicUrl}.` });
  else {
    const what =
      answered === undefined ? `Nothing answers at ${publicUrl}.` : `${publicUrl}/health/live answers ${answered}.`;
    findings.push({
      state: 'broken',
      what,
      advice: 'Start the service, and check that the proxy passes requests on to it.',
    });
  }
  return findings;
}

export async function mailFinding({ mailer }: Pick<Deps, 'mailer'>): Promise<Finding> {
  const server = await mailer();
  if (!server) {
    const advice =
      'Set SMTP_URL and MAIL_FROM. Until then no patient gets a confirmation; the desk shows what was kept.';
    return { state: 'weak', what: 'There is no mail server: mails are kept, not sent.', advice };
  }
  try {
    await server.verify();
    return { state: 'well', what: 'The mail server answers and lets us in.' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      state: 'broken',
      what: `The mail server does not let us send: ${why}`,
      advice: 'Check SMTP_URL: host, port, user and password.',
    };
  }
}

export async function calendarFindings({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<Finding[]> {
  const practices = await practiceIds(db.sql);
  if (practices.length === 0) {
    return [
      {
        state: 'weak',
        what: 'There is no practice yet.',
        advice: 'Run `openhours setup`, or open the address that the first start printed.',
      },
    ];
  }
  return (await Promise.all(practices.map((id) => ofPractice(db, id, clock())))).flat();
}

async function ofPractice(db: Deps['db'], id: PracticeId, now: Instant): Promise<Finding[]> {
  return db.tenant(id, async (tx): Promise<Finding[]> => {
    const [practice, practitioners, calendars] = await Promise.all([
      loadPractice(tx),
      loadPractitioners(tx),
      calendarStatuses(tx),
    ]);
    if (!practice)
      return [{ state: 'broken', what: `Practice ${id} has a route but no row.`, advice: 'Restore it from a backup.' }];
    return practitioners
      .filter(({ active }) => active)
      .flatMap((practitioner): Finding[] => {
        const whose = `${practitioner.name} (${practice.name})`;
        const own = calendars.filter((calendar) => calendar.practitionerId === practitioner.id && calendar.blocks);
        if (own.length === 0) {
          const advice = 'Connect one at the desk, or nothing but appointments made here blocks time.';
          return [{ state: 'weak', what: `${whose} has no calendar that blocks time.`, advice }];
        }
        return own.map((calendar) => calendarFinding(calendar, { whose, now, practice }));
      });
  });
}

type About = { readonly whose: string; readonly now: Instant; readonly practice: Practice };

function calendarFinding({ name, readAt, problem }: CalendarStatus, { whose, now, practice }: About): Finding {
  const calendar = `Calendar "${name}" of ${whose}`;
  const advice = problem ?? 'Start the service, or run `openhours sync`; then look again.';
  if (readAt === undefined)
    return { state: 'broken', what: `${calendar} was never read: no slot is published.`, advice };
  const age = Math.floor((now - readAt) / MINUTE);
  if (age > practice.settings.closingLimit) {
    return { state: 'broken', what: `${calendar} was last read ${age} minutes ago: no slot is published.`, advice };
  }
  if (problem !== undefined)
    return { state: 'weak', what: `${calendar} could not be read at the last try.`, advice: problem };
  return { state: 'well', what: `${calendar} was read ${age} minutes ago.` };
}

/** Jobs that go wrong, counted: what each is about is shown at the desk. */
export async function outboxFindings({ db }: Pick<Deps, 'db'>): Promise<Finding[]> {
  const practices = await practiceIds(db.sql);
  const problems = (await Promise.all(practices.map((id) => db.tenant(id, jobProblems)))).flat();
  if (problems.length === 0) return [];
  const [first] = problems;
  const what = `${problems.length} ${problems.length === 1 ? 'mail or calendar entry is' : 'mails and calendar entries are'} not through: ${first?.problem}`;
  return [{ state: 'weak', what, advice: 'Look at the desk: it shows each, and sends it again.' }];
}
