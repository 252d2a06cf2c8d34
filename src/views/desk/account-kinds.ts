/** Kinds of accounts in words, and where one is connected again. */
import type { ConnectedAccount } from '../../domain/connected.ts';

export type AccountKind = ConnectedAccount['kind'];

export const KIND_NAMES: Readonly<Record<AccountKind, string>> = {
  google: 'Google Calendar',
  outlook: 'Outlook',
  caldav: 'CalDAV',
  ics: 'Calendar feed',
};

/** Where an account is connected again: at its provider, or by the form for a password. */
export function againAddress({
  id,
  kind,
  practitionerId,
}: Pick<ConnectedAccount, 'id' | 'kind' | 'practitionerId'>): string {
  const query = `practitioner=${practitionerId}&account=${id}`;
  return kind === 'google' || kind === 'outlook'
    ? `/desk/calendars/sign-in/${kind}?${query}`
    : `/desk/calendars/connect?kind=${kind}&${query}`;
}
