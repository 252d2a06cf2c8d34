/** Bookings to test with: a request that is right, and what the database holds afterwards. */
import type { BookRequest } from '../../src/actions/book.ts';
import type { Database } from '../../src/db/database.ts';
import { at, type SamplePractice } from './practice.ts';

/** Tuesday, March 2, 2027, 09:00 in New York: the first slot of that day. */
export const NINE = at('2027-03-02T09:00-05:00');
export const TEN = at('2027-03-02T10:00-05:00');

export function requestOf(
  { practitionerId, typeId }: Pick<SamplePractice, 'practitionerId' | 'typeId'>,
  overrides: Partial<Omit<BookRequest, 'patient'>> & { patient?: Partial<BookRequest['patient']> } = {},
): BookRequest {
  const patient = {
    name: 'Ada Byron',
    email: 'ada@patient.example',
    phone: '',
    zone: 'America/New_York',
    ...overrides.patient,
  };
  return { practitionerId, typeId, start: NINE, audience: 'everyone', note: '', ...overrides, patient };
}

/** Rows that a booking leaves behind, in numbers; what the case is about is read by itself. */
export async function rowsOf(db: Database, { practiceId }: Pick<SamplePractice, 'practiceId'>) {
  return db.tenant(practiceId, async (tx) => {
    const [row] = await tx<
      { confirmed: number; cancelled: number; notices: number; patients: number; audit: number; holds: number }[]
    >`
      select (select count(*)::int from appointments where status = 'confirmed') as confirmed,
        (select count(*)::int from appointments where status = 'cancelled') as cancelled,
        (select count(*)::int from notices) as notices, (select count(*)::int from patients) as patients,
        (select count(*)::int from audit) as audit,
        (select count(*)::int from holds where appointment_id is null) as holds`;
    return row!; // a select without from gives one row
  });
}
