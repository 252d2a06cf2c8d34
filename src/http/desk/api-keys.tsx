/** API keys at the desk. The page that answers a new one is the only place where it is ever seen. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { issueApiKey, listApiKeys, revokeApiKey } from '../../actions/api-keys.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import { ApiKeysPage } from '../../views/desk/api-keys-page.tsx';
import type { DeskEnv } from '../session.ts';
import { checkForm, line, readForm } from './form.ts';
import { doneWords, readUuid, seatOf } from './seat.ts';

const LONGEST_NAME = 100;
const schema = z.object({ name: line(LONGEST_NAME, 'Give it a name.') });

export function apiKeyPageRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/api-keys', (c) => show(c, {}))
    .post('/desk/api-keys', async (c) => {
      const form = await readForm(c);
      const read = checkForm(schema, form);
      if (!read.ok) return show(c, { typed: form['name'] ?? '', error: read.errors['name'] });
      const { name } = read.value;
      // Not by a redirect: an address would carry the key into histories.
      return show(c, { made: { name, apiKey: (await issueApiKey(c.get('staff').ctx, name)).apiKey } });
    })
    .post('/desk/api-keys/:id/revoke', async (c) => {
      const id = readUuid(c.req.param('id'));
      const revoked = id === undefined ? undefined : await revokeApiKey(c.get('staff').ctx, id);
      return revoked?.ok ? c.redirect('/desk/api-keys?done=key-revoked', 303) : c.notFound();
    });
}

type Said = Pick<Parameters<typeof ApiKeysPage>[0], 'made' | 'typed' | 'error'>;

async function show(c: Context<DeskEnv>, said: Said): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const [keys, practitioners] = await Promise.all([listApiKeys(staff.ctx), listPractitioners(staff.ctx)]);
  const zone = practitioners[0]?.zone ?? 'UTC';
  const done = said.made || said.error ? undefined : doneWords(c);
  return c.html(
    <ApiKeysPage seat={seat} zone={zone} keys={keys.toReversed()} done={done} {...said} />,
    said.error ? 422 : 200,
  );
}
