/** The ways to look at appointments: what comes, a day side by side, a week, and all that were ever booked. */

const VIEWS = [
  { href: '/desk', label: 'Coming up' },
  { href: '/desk/day', label: 'Day' },
  { href: '/desk/week', label: 'Week' },
  { href: '/desk/appointments', label: 'All' },
] as const;

export type WorkView = (typeof VIEWS)[number]['href'];

export function WorkViews({ current }: { current: WorkView }) {
  return (
    <nav class="views" aria-label="Ways to look at appointments">
      {VIEWS.map(({ href, label }) => (
        <a href={href} aria-current={href === current ? 'page' : undefined}>
          {label}
        </a>
      ))}
      <a class="views-end" href="/desk/closures">
        Close time
      </a>
    </nav>
  );
}
