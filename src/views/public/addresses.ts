/** Addresses of the public pages. The only file that spells them. */
import type { Instant, LocalDate, Zone } from '../../domain/types.ts';
import { machineTime } from '../format.ts';

/** In the place of a practitioner's slug: whoever is free first. */
export const FIRST_AVAILABLE = 'first-available';

/** A practice's booking link; with `personal`, the secret of a link that offers types kept to existing patients too. */
export type BookingLink = { readonly slug: string; readonly personal?: string | undefined };

/** The name under which every address of a visit carries the secret of a personal link on. */
export const PERSONAL = 'p';

export function practiceAddress(link: BookingLink, query: { type?: string } = {}): string {
  return bookingAddress(link, '', query);
}

/** `visit` is carried on by the pages of one visit, so that a patient's own hold is not in their way. */
export type TimesQuery = {
  readonly type?: string;
  readonly month?: string;
  readonly day?: LocalDate;
  readonly zone?: Zone;
  readonly visit?: string;
};

export function timesAddress(link: BookingLink, practitioner: string, query: TimesQuery): string {
  return bookingAddress(link, `/${encodeURIComponent(practitioner)}`, query);
}

export function holdAddress(link: BookingLink, practitioner: string): string {
  return bookingAddress(link, `/${encodeURIComponent(practitioner)}/hold`, {});
}

export type DetailsQuery = {
  readonly type: string;
  readonly start: Instant;
  readonly zone?: Zone;
  readonly visit?: string;
  readonly hold?: string;
};

/** The form of one slot. The hold's token is a secret of some minutes that opens nothing but the slot. */
export function detailsAddress(link: BookingLink, practitioner: string, query: DetailsQuery): string {
  const start = machineTime(query.start);
  return bookingAddress(link, `/${encodeURIComponent(practitioner)}/details`, { ...query, start });
}

export function myAppointmentsAddress(practice: string, token?: string): string {
  return `${practiceAddress({ slug: practice })}/my-appointments${token ? `/${encodeURIComponent(token)}` : ''}`;
}

export type ManagePage = '' | 'booked' | 'cancel' | 'reschedule' | 'reschedule/confirm' | 'appointment.ics';

export type ManageQuery = {
  readonly month?: string;
  readonly day?: LocalDate;
  readonly zone?: Zone;
  readonly start?: string;
};

export function manageAddress(token: string, page: ManagePage = '', query: ManageQuery = {}): string {
  return withQuery(`/manage/${encodeURIComponent(token)}${page ? `/${page}` : ''}`, query);
}

function bookingAddress(
  { slug, personal }: BookingLink,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
) {
  return withQuery(`/book/${encodeURIComponent(slug)}${path}`, { ...query, [PERSONAL]: personal });
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  const text = new URLSearchParams(given).toString();
  return text ? `${path}?${text}` : path;
}
