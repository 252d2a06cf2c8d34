import { describe, expect, test } from 'vitest';
import { instant, MINUTE } from '../../src/domain/interval.ts';
import {
  decideNotices,
  decideSending,
  type NoticeChange,
  type NoticeSettings,
  type Sending,
} from '../../src/domain/notices.ts';

const NOW = instant(Date.UTC(2027, 2, 1, 13));
const inMinutes = (minutes: number) => instant(NOW + minutes * MINUTE);

function told(change: Partial<NoticeChange>, settings: Partial<NoticeSettings> = {}): string[] {
  const plans = decideNotices(
    {
      happened: 'booked',
      by: 'patient',
      tell: true,
      start: inMinutes(3000),
      now: NOW,
      patientHasEmail: true,
      ...change,
    },
    { reminder: 1440, practitionerHasEmail: true, notifyBooked: true, ...settings },
  );
  return plans.map(({ kind, recipient, runAt }) => `${kind} ${recipient} ${(runAt - NOW) / MINUTE}`);
}

describe('who is told of what', () => {
  test('a patient who books, moves or cancels is told at once, and so is the practitioner', () => {
    expect(told({})).toEqual(['confirmation patient 0', 'reminder patient 1560', 'booked practitioner 0']);
    expect(told({ happened: 'moved' })).toEqual(['change patient 0', 'reminder patient 1560', 'moved practitioner 0']);
    expect(told({ happened: 'cancelled' })).toEqual(['cancellation patient 0', 'cancelled practitioner 0']);
  });

  test('"notify me when an appointment is booked" off silences bookings, not moves and cancellations', () => {
    expect(told({}, { notifyBooked: false })).toEqual(['confirmation patient 0', 'reminder patient 1560']);
    expect(told({ happened: 'moved' }, { notifyBooked: false })).toContain('moved practitioner 0');
    expect(told({ happened: 'cancelled' }, { notifyBooked: false })).toContain('cancelled practitioner 0');
  });

  test('what staff do is told to the patient when staff say so, and the practitioner is not told of it', () => {
    for (const by of ['staff', 'practitioner'] as const) {
      expect(told({ by })).toEqual(['confirmation patient 0', 'reminder patient 1560']);
      expect(told({ by, tell: false })).toEqual(['reminder patient 1560']);
      expect(told({ by, happened: 'cancelled', tell: false })).toEqual([]);
    }
  });

  test('nobody without an address is told', () => {
    expect(told({ patientHasEmail: false })).toEqual(['booked practitioner 0']);
    expect(told({}, { practitionerHasEmail: false })).toEqual(['confirmation patient 0', 'reminder patient 1560']);
  });

  test('a reminder comes as long before as the practice chose', () => {
    expect(told({}, { reminder: 120 })).toContain('reminder patient 2880');
    expect(told({ happened: 'moved' }, { reminder: 2_880 })).toContain('reminder patient 120');
  });

  test('no reminder where its time is over, or reminders are off', () => {
    expect(told({ start: inMinutes(1441) })).toContain('reminder patient 1');
    expect(told({ start: inMinutes(1440) })).not.toContain('reminder patient 0');
    expect(told({}, { reminder: undefined })).toEqual(['confirmation patient 0', 'booked practitioner 0']);
  });
});

function sending(
  change: Omit<Partial<Sending>, 'notice' | 'appointment'> & { notice?: object; appointment?: object } = {},
) {
  const { notice, appointment, ...rest } = change;
  return decideSending({
    now: NOW,
    notice: { kind: 'confirmation', revision: 1, status: 'waiting', ...notice },
    appointment: { start: inMinutes(1000), status: 'confirmed', revision: 1, ...appointment },
    ...{ overtaken: false, hasAddress: true, remindersOn: true, recent: [] },
    ...rest,
  });
}

describe('whether a notice is still sent when its time has come', () => {
  test('it is, while it is true and new', () => {
    expect(sending()).toEqual({ do: 'send' });
    expect(sending({ appointment: { revision: 2 } })).toEqual({ do: 'send' });
    expect(sending({ notice: { kind: 'cancellation' }, appointment: { status: 'cancelled' } })).toEqual({ do: 'send' });
    expect(sending({ notice: { kind: 'reminder' } })).toEqual({ do: 'send' });
  });

  test.each(['sent', 'kept', 'bounced', 'dropped'] as const)('one that is %s is left alone', (status) => {
    expect(sending({ notice: { status } })).toEqual({ do: 'nothing' });
  });

  test.each([
    ['without an address', { hasAddress: false }],
    ['overtaken by a later one', { overtaken: true }],
    ['once the appointment began', { appointment: { start: NOW } }],
    ['a confirmation of what is cancelled', { appointment: { status: 'cancelled' } }],
    ['H09 a reminder of what is cancelled', { notice: { kind: 'reminder' }, appointment: { status: 'cancelled' } }],
    ['H09 a reminder of what was moved', { notice: { kind: 'reminder' }, appointment: { revision: 2 } }],
    ['a reminder where reminders are off', { notice: { kind: 'reminder' }, remindersOn: false }],
  ])('dropped: %s', (_, change) => {
    expect(sending(change).do).toBe('drop');
  });

  test('H11 three mails within the hour hold the next until the third last of them is an hour old', () => {
    const recent = [-50, -10, -30, -20].map(inMinutes);
    expect(sending({ recent: recent.slice(0, 2) })).toEqual({ do: 'send' });
    expect(sending({ recent })).toEqual({ do: 'hold', until: inMinutes(30) });
    expect(sending({ recent, appointment: { start: inMinutes(30) } }).do).toBe('drop');
    expect(sending({ recent: undefined })).toEqual({ do: 'send' });
  });
});
