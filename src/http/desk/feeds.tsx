/** Feeds: secret calendar addresses, made, shown, replaced and removed. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { listFeeds, makeFeed, removeFeed, replaceFeed } from '../../actions/feeds.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import type { Deps } from '../../deps.ts';
import { FEED_LEVELS } from '../../domain/feeds.ts';
import type { FeedId, PractitionerId } from '../../domain/types.ts';
import { FeedsPage, type TypedFeed } from '../../views/desk/feeds-page.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { checkForm, line, readForm, type Form } from './form.ts';
import { doneWords, readId, readUuid, seatOf } from './seat.ts';

const feedSchema = z.object({
  practitioner: z.string('Choose a practitioner.').transform((text) => readId<PractitionerId>(text)),
  name: line(100, 'Give the feed a name, such as “My phone”.'),
  level: z.enum(FEED_LEVELS, 'Choose what the feed shows.'),
});

export function feedPageRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/feeds', (c) => show(c, deps))
    .post('/desk/feeds', async (c) => {
      const form = await readForm(c);
      const read = checkForm(feedSchema, form);
      if (!read.ok) return show(c, deps, { typed: typedFeed(form), errors: read.errors });
      const { practitioner, name, level } = read.value;
      if (!practitioner)
        return show(c, deps, { typed: typedFeed(form), errors: { practitioner: 'Choose a practitioner.' } });
      const made = await makeFeed(c.get('staff').ctx, { practitionerId: practitioner, name, level });
      if (made.ok) return c.redirect('/desk/feeds?done=feed-made', 303);
      if (made.refusal.code === 'not-found') return c.notFound();
      return show(c, deps, { typed: typedFeed(form), errors: { [made.refusal.field]: made.refusal.message } });
    })
    .post('/desk/feeds/:id/replace', async (c) => {
      const id = feedId(c);
      const outcome = id && (await replaceFeed(c.get('staff').ctx, id));
      return outcome?.ok ? c.redirect('/desk/feeds?done=replaced', 303) : c.notFound();
    })
    .post('/desk/feeds/:id/remove', async (c) => {
      const id = feedId(c);
      const outcome = id && (await removeFeed(c.get('staff').ctx, id));
      return outcome?.ok ? c.redirect('/desk/feeds?done=feed-removed', 303) : c.notFound();
    });
}

function feedId(c: Context<DeskEnv>): FeedId | undefined {
  return readUuid(c.req.param('id')) as FeedId | undefined; // whether it is one of this practice, the database says
}

function typedFeed(form: Form): TypedFeed {
  return { practitioner: form['practitioner'] ?? '', name: form['name'] ?? '', level: form['level'] ?? 'busy' };
}

type Shown = { readonly typed?: TypedFeed; readonly errors?: FieldErrors };

async function show(c: Context<DeskEnv>, deps: Deps, { typed, errors }: Shown = {}): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const [feeds, practitioners] = await Promise.all([listFeeds(staff.ctx), listPractitioners(staff.ctx)]);
  const page = (
    <FeedsPage
      seat={seat}
      practitioners={practitioners.map(({ id, name }) => ({
        id,
        name,
        feeds: feeds
          .filter(({ practitionerId }) => practitionerId === id)
          .map(({ path, ...feed }) => ({ ...feed, url: deps.config.publicUrl + path })),
      }))}
      typed={typed ?? { practitioner: staff.workplace.practitionerId ?? '', name: '', level: 'busy' }}
      errors={errors ?? {}}
      done={errors ? undefined : doneWords(c)}
    />
  );
  return c.html(page, errors ? 422 : 200);
}
