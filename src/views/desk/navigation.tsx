/** The desk's links in groups: beside the page where there is room, else behind a button. Needs no script. */
import { mayUse, type StaffRule } from '../../domain/roles.ts';
import { capital } from '../words.ts';
import type { DeskPlace, Seat } from './frame.tsx';

type Link = { readonly href: DeskPlace; readonly label: string } & StaffRule;

/** As the table of routes has it: a link that would lead nowhere is not shown. */
const GROUPS: readonly { readonly name: string; readonly links: readonly Link[] }[] = [
  {
    name: 'Day to day',
    links: [
      { href: '/desk', label: 'Appointments', roles: ['owner', 'practitioner', 'assistant'] },
      { href: '/desk/book', label: 'Book', roles: ['owner', 'practitioner', 'assistant'] },
      { href: '/desk/patients', label: 'Patients', roles: ['owner', 'practitioner', 'assistant'] },
    ],
  },
  {
    name: 'What is offered',
    links: [
      { href: '/desk/openings', label: 'Reserve time', roles: ['owner', 'practitioner'], assistants: 'if-allowed' },
      { href: '/desk/online-booking', label: 'Online booking', roles: ['owner'] },
      { href: '/desk/share', label: 'Share', roles: ['owner', 'practitioner', 'assistant'] },
    ],
  },
  {
    name: 'Calendar apps',
    links: [
      { href: '/desk/calendars', label: 'Calendars', roles: ['owner', 'practitioner'] },
      { href: '/desk/feeds', label: 'Feeds', roles: ['owner', 'practitioner'] },
    ],
  },
  {
    name: 'The practice',
    links: [
      { href: '/desk/people', label: 'People', roles: ['owner'] },
      { href: '/desk/audit', label: 'Audit log', roles: ['owner'] },
    ],
  },
];

export function DeskNavigation({ seat, place }: { seat: Seat; place: DeskPlace | undefined }) {
  const groups = GROUPS.map(({ name, links }) => ({ name, links: links.filter((link) => mayUse(link, seat, seat)) }));
  return (
    <>
      <button type="button" class="button button-quiet button-small menu-button" popovertarget="menu">
        Menu
      </button>
      <nav class="desk-nav" id="menu" popover="auto" aria-label="Pages">
        {groups
          .filter(({ links }) => links.length > 0)
          .map(({ name, links }) => (
            <section>
              <p class="desk-nav-name">{name}</p>
              {links.map(({ href, label }) => (
                <a href={href} aria-current={href === place ? 'page' : undefined}>
                  {href === '/desk/patients' ? `${capital(seat.patientWord)}s` : label}
                </a>
              ))}
            </section>
          ))}
        <section class="desk-nav-end">
          {seat.severalPractices ? <a href="/desk/practices">Practices</a> : undefined}
          <a href="/desk/account" title={seat.email} aria-current={place === '/desk/account' ? 'page' : undefined}>
            Your account
          </a>
          <form method="post" action="/desk/sign-out" class="sign-out">
            <input type="hidden" name="form-token" value={seat.formToken} />
            <button>Sign out</button>
          </form>
        </section>
      </nav>
    </>
  );
}
