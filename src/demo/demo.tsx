/** What only the demo answers: its sample calendars, a page to begin from, and the mails that it caught. */
import { Hono } from 'hono';
import { listKeptMails } from '../actions/attend.ts';
import { issueSignIn } from '../actions/sign-in.ts';
import { practiceOfSlug } from '../db/practices.ts';
import type { Deps } from '../deps.ts';
import { sameOrigin } from '../http/guard.ts';
import { readMail } from '../http/desk/mail-text.ts';
import { DemoMailPage, DemoPage } from '../views/desk/demo-pages.tsx';
import { DEMO_ZONE, sampleFeed } from './feeds.ts';
import { DEMO_OWNER, DEMO_SLUG } from './practice.ts';

export function demoRoutes(deps: Deps): Hono {
  return new Hono()
    .get('/demo/feeds/:file{(maya|sam)\\.ics}', (c) => {
      const text = sampleFeed(c.req.param('file').replace('.ics', ''), deps.clock());
      return text === undefined ? c.notFound() : c.body(text, 200, { 'Content-Type': 'text/calendar; charset=utf-8' });
    })
    .get('/demo', (c) => c.html(<DemoPage bookingPath={`/book/${DEMO_SLUG}`} />))
    .post('/demo/sign-in', sameOrigin(deps.config.publicUrl), async (c) => {
      const token = await issueSignIn(deps, DEMO_OWNER);
      return token === undefined ? c.notFound() : c.redirect(`/desk/sign-in/${token}`, 303);
    })
    .get('/demo/mail', async (c) => {
      const practiceId = await practiceOfSlug(deps.db.sql, DEMO_SLUG);
      if (practiceId === undefined) return c.notFound();
      const { db, keys, newId } = deps;
      const mails = await listKeptMails(
        { db, keys, newId, practiceId, actor: { kind: 'system' }, now: deps.clock() },
        'all',
      );
      const shown = mails.map(({ id, recipient, subject, keptAt, raw }) => ({
        id,
        to: recipient,
        subject,
        keptAt,
        ...readMail(raw),
      }));
      return c.html(<DemoMailPage mails={shown} zone={DEMO_ZONE} />);
    });
}
