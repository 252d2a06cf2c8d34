/** Booking links and secret feed addresses, shown and replaced. */
import { Hono } from 'hono';
import { feedAddresses, replaceFeed } from '../../actions/feeds.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import type { Deps } from '../../deps.ts';
import type { PractitionerId } from '../../domain/types.ts';
import { FeedsPage, type PractitionerLinks } from '../../views/desk/feeds-page.tsx';
import type { DeskEnv } from '../session.ts';
import { doneWords, readId, seatOf } from './seat.ts';

export function feedPageRoutes(deps: Deps): Hono<DeskEnv> {
  const { publicUrl } = deps.config;
  return new Hono<DeskEnv>()
    .get('/desk/feeds', async (c) => {
      const { staff, seat, practice } = await seatOf(c);
      const bookingUrl = `${publicUrl}/book/${practice.slug}`;
      const practitioners = await listPractitioners(staff.ctx);
      const links = await Promise.all(
        practitioners.map(async ({ id, name, slug }): Promise<PractitionerLinks[]> => {
          const paths = await feedAddresses(staff.ctx, id);
          if (!paths.ok) return [];
          return [
            {
              id,
              name,
              bookingUrl: `${bookingUrl}/${slug}`,
              fullUrl: publicUrl + paths.value.full,
              busyUrl: publicUrl + paths.value.busy,
            },
          ];
        }),
      );
      return c.html(<FeedsPage seat={seat} bookingUrl={bookingUrl} practitioners={links.flat()} done={doneWords(c)} />);
    })
    .post('/desk/feeds/:id/:kind{full|busy}/replace', async (c) => {
      const id = readId<PractitionerId>(c.req.param('id'));
      const kind = c.req.param('kind') === 'full' ? 'full' : 'busy';
      const outcome = id && (await replaceFeed(c.get('staff').ctx, id, kind));
      return outcome?.ok ? c.redirect('/desk/feeds?done=replaced', 303) : c.notFound();
    });
}
