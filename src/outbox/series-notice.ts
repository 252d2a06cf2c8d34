/** The one mail about a series: names what of it is still to come when it goes out, and what was cancelled with it. */
import { appointmentsOfSeries } from '../db/series.ts';
import type { Tx } from '../db/database.ts';
import { patientAddress } from '../db/mails.ts';
import { markNotice, markTried, type Notice } from '../db/notices.ts';
import type { Practice } from '../db/practices.ts';
import type { Deps } from '../deps.ts';
import type { Appointment } from '../domain/booking.ts';
import { instant } from '../domain/interval.ts';
import type { Instant } from '../domain/types.ts';
import { composeSeries } from '../email/series.ts';
import { deriveToken } from '../secrets/keys.ts';
import { manageAddress, practiceAddress } from '../views/public/addresses.ts';
import { GIVE_UP_AFTER } from './backoff.ts';
import { practiceOf, record } from './notice-record.ts';
import type { Task } from './task.ts';

type SeriesNotice = {
  readonly notice: Notice;
  /** The one that stands for the series in the table of notices. */
  readonly appointment: Appointment;
  readonly practice: Practice;
  readonly typeNote: string;
  readonly now: Instant;
  readonly from: string;
};

export async function prepareSeries(
  { keys, config }: Pick<Deps, 'keys' | 'config'>,
  tx: Tx,
  { notice, appointment, practice, typeNote, now, from }: SeriesNotice,
): Promise<Task> {
  if (notice.status !== 'waiting') return { do: 'nothing', why: `The notice is ${notice.status} already.` };
  const [to, all] = await Promise.all([
    patientAddress(tx, appointment.patient.id),
    appointment.seriesId === undefined ? [appointment] : appointmentsOfSeries(tx, appointment.seriesId),
  ]);
  const ahead = all.filter(({ start }) => start > now);
  const confirmed = ahead.filter(({ status }) => status === 'confirmed');
  // Cancelled in the change that made the notice: one moment, from the appointment of the notice on.
  const cancelled = ahead.filter(
    ({ cancelledAt, start }) => cancelledAt === notice.createdAt && start >= appointment.start,
  );
  const last = [...confirmed, ...cancelled].reduce((latest, { start }) => Math.max(latest, start), 0);
  const why = !to
    ? 'There is no email address any more.'
    : last === 0
      ? 'None of the appointments is still to come.'
      : undefined;
  if (!to || why !== undefined) {
    const problem = why ?? '';
    await markNotice(tx, notice.id, { status: 'dropped', problem });
    return { do: 'nothing', why: problem };
  }
  await markTried(tx, notice.id, now);
  const linked = confirmed.map((one) => {
    const token = deriveToken(keys, { keyId: one.linkKey, purpose: 'manage', id: one.id, version: one.linkVersion });
    return { appointment: one, manageUrl: `${config.publicUrl}${manageAddress(token)}` };
  });
  return {
    do: 'send',
    mail: composeSeries({
      ...{ id: notice.messageId, to, from, typeNote, cancelled, confirmed: linked },
      practice: practiceOf(practice),
      bookingUrl: `${config.publicUrl}${practiceAddress(practice)}`,
    }),
    until: instant(Math.min(notice.createdAt + GIVE_UP_AFTER, last)),
    noticeId: notice.id,
    record: (ending, ended) => record(ending, { notice, appointment, now }, ended),
  };
}
