/** The booking link: what for, with whom, when, who. GET shows, POST keeps a slot or books it; no cookie is set or read. */
import { Hono, type MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { FIRST_AVAILABLE, PERSONAL, practiceAddress, timesAddress } from '../views/public/addresses.ts';
import { ClosedPage } from '../views/public/plain-pages.tsx';
import { PractitionersPage } from '../views/public/practitioners-page.tsx';
import { TypesPage } from '../views/public/types-page.tsx';
import { confirmDetails, showDetails } from './booking-details.tsx';
import { chooseTime, showTimes } from './booking-times.tsx';
import { sameOrigin } from './guard.ts';
import { limitBookingTries } from './limit.ts';
import { notFoundPage } from './not-found.tsx';
import { practiceBehind, type PublicPractice } from './visitor.ts';

export function bookingRoutes(deps: Deps): Hono {
  const routes = new Hono();
  routes.use('/book/*', personalPage, sameOrigin(deps.config.publicUrl));
  const limited = limitBookingTries(deps);
  routes.use('/book/:practice/:practitioner/hold', limited);
  routes.use('/book/:practice/:practitioner/details', limited);
  routes.get('/book/:practice', async (c) => {
    const practice = await practiceBehind(deps, c.req.param('practice'), c.req.query(PERSONAL));
    if (!practice) return notFoundPage(c);
    if (!practice.open) return c.html(<ClosedPage practiceName={practice.name} />);
    const asked = c.req.query('type');
    const type = asked === undefined ? undefined : practice.types.find(({ id }) => id === asked);
    if (asked !== undefined && !type) return notFoundPage(c);
    if (!type)
      return c.html(<TypesPage practice={practice} choices={practice.types.map((each) => choice(practice, each))} />);
    const offering = offeredBy(practice, type);
    const [only, second] = offering;
    if (only && !second) return c.redirect(timesAddress(practice, only.slug, { type: type.id }));
    return c.html(
      <PractitionersPage
        practice={practice}
        type={type}
        firstAvailableHref={
          practice.firstAvailable ? timesAddress(practice, FIRST_AVAILABLE, { type: type.id }) : undefined
        }
        choices={offering.map(({ name, slug }) => ({
          name,
          href: timesAddress(practice, slug, { type: type.id }),
        }))}
      />,
    );
  });
  // A page of its own that has this shape too (my-appointments.tsx), whichever is mounted first.
  routes.get('/book/:practice/:practitioner', (c, next) =>
    c.req.param('practitioner') === 'my-appointments' ? next() : showTimes(deps, c),
  );
  routes.post('/book/:practice/:practitioner/hold', (c) => chooseTime(deps, c));
  routes.get('/book/:practice/:practitioner/details', (c) => showDetails(deps, c));
  routes.post('/book/:practice/:practitioner/details', (c) => confirmDetails(deps, c));
  return routes;
}

/** A link for one patient is nothing for a search engine. */
const personalPage: MiddlewareHandler = async function personalPageHeaders(c, next) {
  await next();
  if (c.req.query(PERSONAL)) c.header('X-Robots-Tag', 'noindex, nofollow');
};

export function offeredBy(
  practice: PublicPractice,
  type: PublicPractice['types'][number],
): PublicPractice['practitioners'] {
  return practice.practitioners.filter(({ id }) => type.practitionerIds.includes(id));
}

/** Straight to the times where only one practitioner offers the type; otherwise to the question with whom. */
function choice(practice: PublicPractice, type: PublicPractice['types'][number]) {
  const offering = offeredBy(practice, type);
  const [only] = offering;
  const href =
    only && offering.length === 1
      ? timesAddress(practice, only.slug, { type: type.id })
      : practiceAddress(practice, { type: type.id });
  return { type, href, practitioners: practice.practitioners.length > 1 ? offering.map(({ name }) => name) : [] };
}
