/** One job: a calendar shows an appointment as it is now. Load → decide → ask the provider, with no transaction open → save. */
import { ProviderError, type Access, type Provider, type Written } from '../../connectors/provider.ts';
import { loadAppointment } from '../db/appointments.ts';
import { beQuiet } from '../db/connections.ts';
import { jobDead, jobDone, jobRetry, type Job } from '../db/outbox.ts';
import { enqueueTrouble, noteDead, noteWriteProblem } from '../db/write-problems.ts';
import {
  forgetWritten,
  loadTarget,
  loadWritten,
  saveAttempt,
  saveWritten,
  type TargetCalendar,
  type WrittenEvent,
} from '../db/written.ts';
import type { Deps } from '../deps.ts';
import type { Appointment } from '../domain/booking.ts';
import { decideWrite, type WantedEvent, type WriteDecision } from '../domain/calendar-event.ts';
import type { AppointmentId, CalendarId, Instant } from '../domain/types.ts';
import { quietFor, withAccount, type AccessDeps } from './access.ts';
import { nextWrite } from './pace.ts';

export type WriteDeps = AccessDeps & Pick<Deps, 'random' | 'log'>;

type Loaded = {
  readonly appointment: Appointment;
  readonly target: TargetCalendar;
  readonly written: WrittenEvent | undefined;
  readonly decision: WriteDecision;
};

/** How it ended. `later`: it will be tried again. */
export type WriteResult = 'put' | 'removed' | 'nothing' | 'later' | 'dead';

export async function writeEvent(deps: WriteDeps, job: Job): Promise<WriteResult> {
  const loaded = await load(deps, job);
  if (!loaded || loaded.decision.do === 'nothing') {
    await jobDone(deps.db.sql, job, deps.clock());
    return 'nothing';
  }
  try {
    const result = await ask(deps, job, loaded);
    await deps.db.tenant(job.practiceId, async (tx) => {
      await noteWriteProblem(tx, loaded.target.calendarId, undefined);
      await jobDone(tx, job, deps.clock());
    });
    return result;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return fail(deps, job, { target: loaded.target, error });
  }
}

async function load(deps: WriteDeps, job: Job): Promise<Loaded | undefined> {
  const appointmentId = job.subject as AppointmentId; // enqueueEvent wrote them
  const calendarId = job.payload['calendar'] as CalendarId;
  return deps.db.tenant(job.practiceId, async (tx) => {
    const [appointment, target, written] = await Promise.all([
      loadAppointment(tx, appointmentId),
      loadTarget(tx, calendarId),
      loadWritten(tx, appointmentId, calendarId),
    ]);
    if (!appointment || !target) return undefined;
    const { receives, practitionerId, privacy } = target;
    const decision = decideWrite({
      ...{ now: deps.clock(), appointment, privacy, written, force: job.payload['force'] === true },
      receives: receives && practitionerId === appointment.practitionerId,
    });
    return { appointment, target, written, decision };
  });
}

async function ask(deps: WriteDeps, job: Job, loaded: Loaded): Promise<'put' | 'removed'> {
  const { connectionId, kind } = loaded.target;
  const { decision } = loaded;
  // The account that holds the calendar, and no other (failures B15).
  return withAccount(deps, { practiceId: job.practiceId, connectionId, kind }, (provider, access) =>
    decision.do === 'put'
      ? put(deps, job, { ...loaded, provider, access, event: decision.event })
      : remove(deps, job, { ...loaded, provider, access }),
  );
}

type Asked = Omit<Loaded, 'decision'> & { readonly provider: Provider; readonly access: Access };

async function remove(
  deps: WriteDeps,
  { practiceId }: Job,
  { appointment, target, written, provider, access }: Asked,
): Promise<'removed'> {
  const { calendarId, externalId } = target;
  const known = written && (knownOf(written) ?? (await provider.find(access, externalId, appointment.uid))?.written);
  if (known) await provider.remove(access, externalId, known);
  await deps.db.tenant(practiceId, (tx) => forgetWritten(tx, appointment.id, calendarId));
  return 'removed';
}

async function put(
  deps: WriteDeps,
  { practiceId }: Job,
  { appointment, target, written, provider, access, event }: Asked & { readonly event: WantedEvent },
): Promise<'put'> {
  const place = { appointmentId: appointment.id, calendarId: target.calendarId };
  const begun = deps.clock();
  if (!written) await deps.db.tenant(practiceId, (tx) => saveAttempt(tx, place, { ...event, at: begun }));
  const made = await provider.put(access, target.externalId, event, written && knownOf(written));
  const { id, etag, generation } = made;
  const { start, end } = event;
  const { revision } = appointment;
  await deps.db.tenant(practiceId, (tx) =>
    saveWritten(tx, place, { id, etag, generation, revision, start, end, at: latest(begun, deps.clock()) }),
  );
  return 'put';
}

/** Undefined where the provider's answer was never kept. */
function knownOf({ id, etag, generation }: WrittenEvent): Written | undefined {
  return id === '' ? undefined : { id, generation, ...(etag !== undefined && { etag }) };
}

function latest(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

/** The appointment stands, whatever the calendar says. */
async function fail(
  deps: WriteDeps,
  job: Job,
  { target, error }: { target: TargetCalendar; error: ProviderError },
): Promise<'later' | 'dead'> {
  const now = deps.clock();
  const quiet = quietFor(error);
  const lasting = error.reason === 'reconnect';
  const dead = error.reason === 'gone' || error.reason === 'rejected';
  await deps.db.tenant(job.practiceId, async (tx) => {
    if (quiet !== undefined) await beQuiet(tx, target.connectionId, quiet);
    if (lasting) await noteDead(tx, target.connectionId, now);
    if (dead) {
      const first = await noteWriteProblem(tx, target.calendarId, error.message);
      if (first) await enqueueTrouble(tx, target.calendarId, now);
    }
    if (dead) await jobDead(tx, job, now, error.message);
    else {
      const { attempts } = job;
      const at = nextWrite({ attempts, now, random: deps.random(), notBefore: quiet, lasting });
      await jobRetry(tx, job, at, error.message);
    }
  });
  deps.log.warn('event.not-written', { job: job.id, calendar: target.calendarId, reason: error.reason });
  return dead ? 'dead' : 'later';
}
