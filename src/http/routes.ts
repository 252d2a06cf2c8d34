/**
 * Every route of the app, pages and API, and whom it is for. The desk lets people through by this table; a route that is not
 * in it keeps the app from starting. Which rows of a practice a practitioner sees is held by the database (0009-people.sql).
 */
import { API_ROUTES } from './api-routes.ts';
import { anybody, type Rule } from './rules.ts';

const secret: Rule = { who: 'secret' };
const signedIn: Rule = { who: 'signed-in' };
const staff: Rule = { who: 'staff', roles: ['owner', 'practitioner', 'assistant'] };
const owner: Rule = { who: 'staff', roles: ['owner'] };
const frontDesk: Rule = { who: 'staff', roles: ['owner', 'assistant'] };
const calendars: Rule = { who: 'staff', roles: ['owner', 'practitioner'] };
const openings: Rule = { who: 'staff', roles: ['owner', 'practitioner'], assistants: 'if-allowed' };

export const ROUTES: Readonly<Record<string, Rule>> = {
  'GET /': anybody,
  'POST /push/:kind{google|outlook}': anybody,
  'GET /robots.txt': anybody,
  'GET /assets/:file': anybody,
  'GET /embed.js': anybody,
  'GET /health/live': anybody,
  'GET /health/ready': anybody,
  'GET /feeds/:file': secret,

  'GET /book/:practice': anybody,
  'GET /book/:practice/:practitioner': anybody,
  'POST /book/:practice/:practitioner/hold': anybody,
  'GET /book/:practice/:practitioner/details': anybody,
  'POST /book/:practice/:practitioner/details': anybody,
  'GET /book/:practice/my-appointments': anybody,
  'POST /book/:practice/my-appointments': anybody,
  'GET /book/:practice/my-appointments/:token': secret,
  'GET /manage/:token': secret,
  'GET /manage/:token/booked': secret,
  'GET /manage/:token/appointment.ics': secret,
  'GET /manage/:token/cancel': secret,
  'POST /manage/:token/cancel': secret,
  'GET /manage/:token/reschedule': secret,
  'GET /manage/:token/reschedule/confirm': secret,
  'POST /manage/:token/reschedule': secret,

  'GET /setup/:token': secret,
  'POST /setup/:token': secret,
  'GET /setup/:token/calendar': secret,
  'POST /setup/:token/calendar': secret,
  'GET /setup/:token/type': secret,
  'POST /setup/:token/type': secret,
  'GET /setup/:token/mail': secret,
  'POST /setup/:token/mail': secret,
  'GET /setup/:token/done': secret,
  'POST /setup/:token/done': secret,

  'GET /desk/sign-in': anybody,
  'POST /desk/sign-in': anybody,
  'POST /desk/sign-in/code': anybody,
  'POST /desk/sign-in/passkey': anybody,
  // The same page for every token, good or not: only pressing its button uses one up.
  'GET /desk/sign-in/:token': anybody,
  'POST /desk/sign-in/:token': secret,
  'POST /desk/sign-out': anybody,
  'GET /desk/invitations/:token': secret,
  'POST /desk/invitations/:token': secret,
  'GET /desk/passkey': signedIn,
  'POST /desk/passkey': signedIn,
  'GET /desk/practices': signedIn,
  'POST /desk/practices/:id/choose': signedIn,
  'GET /desk/account': staff,
  'POST /desk/account/passkeys': staff,
  'POST /desk/account/passkeys/:id/rename': staff,
  'POST /desk/account/passkeys/:id/remove': staff,
  'POST /desk/account/sessions/:id/end': staff,
  'POST /desk/account/sessions/end-others': staff,
  'GET /desk/people': owner,
  'POST /desk/people/access': owner,
  'POST /desk/members/:id': owner,
  'POST /desk/members/:id/remove': owner,
  'POST /desk/members/:id/forget-passkeys': owner,
  'POST /desk/invitations': owner,
  'POST /desk/invitations/:id/resend': owner,
  'POST /desk/invitations/:id/withdraw': owner,
  'GET /desk/api-keys': owner,
  'POST /desk/api-keys': owner,
  'POST /desk/api-keys/:id/revoke': owner,

  'GET /desk': staff,
  'GET /desk/day': staff,
  'GET /desk/week': staff,
  'GET /desk/appointments': staff,
  'GET /desk/appointments/:id': staff,
  'POST /desk/appointments/:id/cancel': staff,
  'POST /desk/appointments/:id/verified': staff,
  'POST /desk/appointments/:id/resend': staff,
  'POST /desk/appointments/:id/personal-link': staff,
  'GET /desk/appointments/:id/move': staff,
  'POST /desk/appointments/:id/move': staff,
  'POST /desk/appointments/:id/no-show': staff,
  'GET /desk/patients': staff,
  'GET /desk/patients/:id': staff,
  'POST /desk/patients/:id': staff,
  // Whole or not at all: a practitioner sees only what is their own of a patient.
  'GET /desk/patients/:id/export': frontDesk,
  'POST /desk/patients/:id/erase': owner,
  'POST /desk/appointments/:id/cancel-following': staff,
  'POST /desk/series': staff,
  'GET /desk/book': staff,
  'POST /desk/book': staff,
  'GET /desk/closures': staff,
  'POST /desk/closures': staff,
  'GET /desk/closures/:id': staff,
  'POST /desk/closures/:id/settle': staff,
  'POST /desk/closures/:id/called': staff,
  'POST /desk/closures/:id/remove': staff,
  'POST /desk/appointments/:id/accept': staff,
  'POST /desk/jobs/:job': frontDesk,
  'GET /desk/mails': frontDesk,
  'POST /desk/mails/send': frontDesk,
  'POST /desk/calendars/:id/read': calendars,
  'GET /desk/calendars': calendars,
  'POST /desk/calendars/changes': calendars,
  'POST /desk/calendars/opening-title': calendars,
  'GET /desk/calendars/connect': calendars,
  'POST /desk/calendars/connect': calendars,
  'GET /desk/calendars/sign-in/:kind{google|outlook}': calendars,
  'GET /desk/calendars/signed-in/:kind{google|outlook}': calendars,
  'POST /desk/calendars/signed-in/:kind{google|outlook}': calendars,
  'GET /desk/calendars/accounts/:id': calendars,
  'POST /desk/calendars/accounts/:id': calendars,
  'POST /desk/calendars/accounts/:id/disconnect': calendars,
  'POST /desk/questions/:id/:answer{follow|restore}': staff,
  'POST /desk/away': staff,
  'GET /desk/audit': owner,
  'GET /desk/share': staff,
  'GET /desk/share/qr.svg': staff,
  'POST /desk/share/personal': staff,
  'POST /desk/share/origins': owner,
  'GET /desk/feeds': calendars,
  'POST /desk/feeds': calendars,
  'POST /desk/feeds/:id/replace': calendars,
  'POST /desk/feeds/:id/remove': calendars,
  'GET /desk/openings': openings,
  'POST /desk/openings': openings,
  'GET /desk/openings/why': openings,
  'POST /desk/openings/move': openings,
  'GET /desk/openings/:id': openings,
  'POST /desk/openings/:id': openings,
  'POST /desk/openings/:id/repeat': openings,
  'POST /desk/openings/:id/restore': openings,
  'POST /desk/openings/:id/remove': openings,
  'GET /desk/types': owner,
  'GET /desk/types/new': owner,
  'POST /desk/types/new': owner,
  'GET /desk/types/:id': owner,
  'POST /desk/types/:id': owner,
  'POST /desk/types/:id/move': owner,
  'POST /desk/types/:id/state': owner,
  'GET /desk/online-booking': owner,
  'POST /desk/online-booking': owner,

  ...API_ROUTES,
};

type Route = { readonly method: string; readonly path: string };

/** A route's line in the table. */
export function routeName({ method, path }: Route): string {
  return `${method} ${path}`;
}

/** The rule of what answers a request: the handler among the routes that it meets; undefined when none does. */
export function ruleOf(met: readonly Route[]): Rule | undefined {
  const handler = met.find(({ method }) => method !== 'ALL');
  return handler && ROUTES[routeName(handler)];
}

/** Throws when a handler stands at an address that nobody decided about. */
export function checkRoutes(routes: readonly Route[]): void {
  const missing = routes.filter((route) => route.method !== 'ALL' && !ROUTES[routeName(route)]).map(routeName);
  if (missing.length > 0)
    throw new Error(
      `Routes without a rule: ${[...new Set(missing)].join(', ')}. Add each to src/http/routes.ts or api-routes.ts.`,
    );
}
