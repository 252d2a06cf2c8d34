/** Reads one calendar and keeps what it said: load → ask the provider, with no transaction open → save. */
import { ProviderError, type Delta, type Instance, type Reading } from '../../connectors/provider.ts';
import { calendarToRead, type CalendarToRead } from '../db/calendars.ts';
import { mailAwayQuestions } from '../actions/away.ts';
import { tellOfClashes } from '../actions/clashes.ts';
import { beQuiet } from '../db/connections.ts';
import type { Tx } from '../db/database.ts';
import {
  calendarDueAt,
  saveChanges,
  saveDoubt,
  saveFailure,
  type FailedAccount,
  saveFullReading,
  saveUnchanged,
  type ReadRow,
  type Try,
} from '../db/readings.ts';
import type { Deps } from '../deps.ts';
import { isChosenTitle } from '../domain/drawn.ts';
import { MINUTE } from '../domain/interval.ts';
import type { CalendarId, Instant, PracticeId } from '../domain/types.ts';
import { isOurUid } from '../domain/uid.ts';
import { quietFor, withAccount } from './access.ts';
import { lookAfterOwnEvents, type ReadCalendar } from './own-events.ts';
import { isReconcileDue, reconcile } from './reconcile.ts';
import { intervalOf, nextReading, nextTry } from './schedule.ts';
import { watch } from './watch.ts';
import { readWindow } from './window.ts';

export type SyncDeps = Pick<Deps, 'db' | 'keys' | 'providers' | 'random' | 'log' | 'clock' | 'newId' | 'config'>;

/** What came of it; `overtaken` when another reading was saved meanwhile, `missing` when there is no such calendar. */
export type SyncResult = 'changed' | 'unchanged' | 'doubted' | 'failed' | 'overtaken' | 'missing';

/** How many events may vanish at once before an empty calendar is doubted (failures E04). */
const DOUBTED_FROM = 5;
const DOUBT_READINGS = 3;
const DOUBT_DISTANCE = 30 * MINUTE;

/** Reads a calendar now, whether due or not, and sets when it is due next. */
export async function syncCalendar(
  deps: SyncDeps,
  practiceId: PracticeId,
  calendarId: CalendarId,
  now: Instant,
): Promise<SyncResult> {
  const askedAt = deps.clock();
  const { result, calendar } = await readAndSave(deps, practiceId, calendarId, now);
  if (calendar && (result === 'changed' || result === 'unchanged'))
    await lookAfter(deps, { practiceId, calendarId, askedAt }, calendar);
  return result;
}

type ReadAndSaved = { readonly result: SyncResult; readonly calendar: CalendarToRead | undefined };

/** The reading alone, for who waits for it: what else a reading leads to is the next one's. */
export async function readAndSave(
  deps: SyncDeps,
  practiceId: PracticeId,
  calendarId: CalendarId,
  now: Instant,
): Promise<ReadAndSaved> {
  const calendar = await deps.db.tenant(practiceId, (tx) => calendarToRead(tx, calendarId, now));
  if (!calendar) return { result: 'missing', calendar };
  const answer = await ask(deps, practiceId, calendar, now);
  const result = await save(deps, { practiceId, calendar, answer, now });
  deps.log.info('calendar.read', { calendar: calendarId, result });
  return { result, calendar };
}

/** A reading alone may be cut short by its process; what it did not look after, the next one does. */
async function lookAfter(deps: SyncDeps, read: ReadCalendar, calendar: CalendarToRead): Promise<void> {
  await lookAfterOwnEvents(deps, read);
  if (isReconcileDue(calendar.reconciledAt, read.askedAt)) await reconcile(deps, read);
  const { db, keys, newId } = deps;
  const ctx = { db, keys, newId, practiceId: read.practiceId, actor: { kind: 'system' }, now: deps.clock() } as const;
  await tellOfClashes(ctx, read.calendarId);
  await mailAwayQuestions(ctx, read.calendarId);
  await watch(deps, read);
}

type Answer = { readonly delta: Delta } | { readonly error: ProviderError };

async function ask(deps: SyncDeps, practiceId: PracticeId, calendar: CalendarToRead, now: Instant): Promise<Answer> {
  try {
    const { connectionId, kind, zone, owner, externalId, cursor } = calendar;
    const titles = calendar.openingTitle !== '';
    const query = { ...readWindow(now, calendar.horizonDays), zone, owner, titles, isOurs: mayBeOurs };
    const delta = await withAccount(deps, { practiceId, connectionId, kind }, (provider, access) =>
      freshly(cursor, (from) => provider.changes(access, externalId, from, query)),
    );
    return { delta };
  } catch (error) {
    if (error instanceof ProviderError) return { error };
    // A key that is missing, or a defect of ours: unknown all the same, and unknown is never free.
    deps.log.error('calendar.broken', { calendar: calendar.calendarId, error: String(error) });
    return {
      error: new ProviderError('retry', 'The calendar could not be read for a reason on our side.', { cause: error }),
    };
  }
}

/** A cursor that the provider has forgotten is forgotten here too, and all is read: what is stored stays until then (C05, D06). */
async function freshly(
  cursor: string | undefined,
  read: (cursor: string | undefined) => Promise<Delta>,
): Promise<Delta> {
  try {
    return await read(cursor);
  } catch (error) {
    if (cursor !== undefined && error instanceof ProviderError && error.reason === 'resync') return read(undefined);
    throw error;
  }
}

/** Every UID is offered; the database knows which of them are appointments of this practice. */
const mayBeOurs = (): boolean => true;

/** A sign-in that is dead is the account's matter; a calendar that is gone only where it is all there is to the account. */
function accountAfter({ reason }: ProviderError, { connectionId, kind }: CalendarToRead): FailedAccount | undefined {
  if (reason === 'reconnect') return { id: connectionId, is: reason };
  return reason === 'gone' && kind === 'ics' ? { id: connectionId, is: reason } : undefined;
}

type Save = { practiceId: PracticeId; calendar: CalendarToRead; answer: Answer; now: Instant };

async function save(deps: SyncDeps, { practiceId, calendar, answer, now }: Save): Promise<SyncResult> {
  const attempt: Try = { calendarId: calendar.calendarId, triedAt: calendar.triedAt, now };
  const pace = { now, interval: intervalOf(calendar), random: deps.random() };
  return deps.db.tenant(practiceId, async (tx): Promise<SyncResult> => {
    if ('error' in answer) {
      const { error } = answer;
      const saved = await saveFailure(tx, attempt, { problem: error.message, account: accountAfter(error, calendar) });
      const quiet = quietFor(error);
      if (quiet !== undefined) await beQuiet(tx, calendar.connectionId, quiet);
      const lasting = error.reason !== 'retry' && error.reason !== 'resync';
      await calendarDueAt(tx, attempt, nextTry(pace, calendar.failures + 1, { notBefore: error.retryAfter, lasting }));
      return saved ? 'failed' : 'overtaken';
    }
    const { delta } = answer;
    const doubt = delta.kind === 'full' ? doubtOf(calendar, delta, now) : undefined;
    if (doubt) {
      const saved = await saveDoubt(tx, attempt, doubt);
      await calendarDueAt(
        tx,
        attempt,
        nextTry(pace, 1, { notBefore: (now + DOUBT_DISTANCE) as Instant, lasting: false }),
      );
      return saved ? 'doubted' : 'overtaken';
    }
    const saved = await saveDelta(tx, attempt, delta, calendar);
    // Whatever overtook it set when the calendar is due next.
    if (!saved) return 'overtaken';
    await calendarDueAt(tx, attempt, nextReading(pace));
    return delta.kind === 'unchanged' ? 'unchanged' : 'changed';
  });
}

type Chosen = Pick<CalendarToRead, 'openingTitle'>;

function saveDelta(tx: Tx, attempt: Try, delta: Delta, chosen: Chosen): Promise<boolean> {
  if (delta.kind === 'unchanged') return saveUnchanged(tx, attempt, delta.cursor);
  const warnings = delta.warnings.map(({ text }) => text);
  if (delta.kind === 'full') {
    return saveFullReading(tx, attempt, { ...delta, rows: rowsOf(delta.instances, chosen), warnings });
  }
  const instances = delta.events.flatMap((event) => event.instances);
  const events = delta.events.map(({ uidHash }) => uidHash);
  return saveChanges(tx, attempt, { ...delta, events, rows: rowsOf(instances, chosen), warnings });
}

/** Titles end here: what is kept of one is whether it is the chosen one. */
function rowsOf(instances: readonly Instance[], { openingTitle }: Chosen): ReadRow[] {
  return instances
    .filter(({ start, end }) => start < end)
    .map(({ key, uidHash, start, end, kind, allDay, ours, organised, title }) => ({
      key,
      event: uidHash,
      start,
      end,
      kind,
      allDay,
      ours,
      // An appointment opens nothing, whichever practice made it.
      organised: organised === true && !(ours !== undefined && isOurUid(ours)),
      titled: isChosenTitle(title, openingTitle),
    }));
}

/** An empty calendar where several events were ahead is believed at the third reading, each half an hour from the last. */
function doubtOf(
  calendar: CalendarToRead,
  reading: Reading,
  now: Instant,
): { readings: number; at: Instant } | undefined {
  if (reading.instances.length > 0 || reading.uncertain.length > 0 || calendar.upcoming < DOUBTED_FROM)
    return undefined;
  const before = calendar.doubted;
  if (!before) return { readings: 1, at: now };
  if (now - before.at < DOUBT_DISTANCE) return before;
  return before.readings + 1 >= DOUBT_READINGS ? undefined : { readings: before.readings + 1, at: now };
}
