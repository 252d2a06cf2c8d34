/** Share: booking links with their QR codes, personal links, and the websites that may embed the booking page. */
import { Hono, type Context } from 'hono';
import { searchPatients } from '../../actions/patients.ts';
import { issueLinkOfPatient } from '../../actions/personal-link.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import { changeEmbedOrigins, readShared } from '../../actions/share.ts';
import type { Deps } from '../../deps.ts';
import type { PatientId } from '../../domain/types.ts';
import { qrCodeSvg } from '../../views/desk/qr-code.ts';
import type { FoundPatients } from '../../views/desk/share-personal.tsx';
import { SharePage, type SharedLink, type SharePageProps } from '../../views/desk/share-page.tsx';
import { practiceAddress } from '../../views/public/addresses.ts';
import type { DeskEnv } from '../session.ts';
import { embedSnippet, sharedAddresses } from '../share-links.ts';
import { readForm } from './form.ts';
import { doneWords, readId, seatOf } from './seat.ts';

const FOUND_AT_MOST = 10;
const LONGEST_SEARCH = 200;

export function shareRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/share', async (c) => {
      const text = (c.req.query('find') ?? '').toWellFormed().replaceAll('\0', '').trim().slice(0, LONGEST_SEARCH);
      return show(c, deps, { found: text === '' ? undefined : await find(c, text) });
    })
    .get('/desk/share/qr.svg', async (c) => {
      const { booking, types, practitioners } = sharedAddresses(deps, await readShared(c.get('staff').ctx));
      const { type, practitioner } = c.req.query();
      const link =
        type === undefined && practitioner === undefined
          ? booking
          : (types.find(({ id }) => id === type) ?? practitioners.find(({ slug }) => slug === practitioner));
      if (!link) return c.notFound();
      return c.body(qrCodeSvg(link.url), 200, { 'Content-Type': 'image/svg+xml; charset=utf-8' });
    })
    .post('/desk/share/personal', async (c) => {
      const id = readId<PatientId>((await readForm(c))['patient']);
      const { ctx } = c.get('staff');
      const link = id && (await issueLinkOfPatient(ctx, id));
      if (!link?.ok) return c.notFound();
      const { slug } = (await seatOf(c)).practice;
      const { token: personal, expires, patientName: name } = link.value;
      const url = deps.config.publicUrl + practiceAddress({ slug, personal });
      // Shown by this very answer: only its hash is kept.
      return show(c, deps, { made: { name, url, expires } });
    })
    .post('/desk/share/origins', async (c) => {
      const typed = (await readForm(c))['origins'] ?? '';
      const changed = await changeEmbedOrigins(c.get('staff').ctx, typed.split(/[\s,]+/));
      if (changed.ok) return c.redirect('/desk/share?done=saved#embed', 303);
      return show(c, deps, { typed, error: changed.refusal.message });
    });
}

async function find(c: Context<DeskEnv>, text: string): Promise<FoundPatients> {
  const found = await searchPatients(c.get('staff').ctx, { text, limit: FOUND_AT_MOST, offset: 0 });
  return { ...found, text };
}

type Shown = {
  readonly found?: FoundPatients | undefined;
  readonly made?: SharePageProps['made'];
  readonly typed?: string;
  readonly error?: string;
};

async function show(c: Context<DeskEnv>, deps: Deps, { found, made, typed, error }: Shown): Promise<Response> {
  const { staff, seat, practice } = await seatOf(c);
  const [shared, [first]] = await Promise.all([readShared(staff.ctx), listPractitioners(staff.ctx)]);
  const { booking, types, practitioners } = sharedAddresses(deps, shared);
  const origins = typed ?? shared.embedOrigins.join('\n');
  const page = (
    <SharePage
      seat={seat}
      open={shared.open}
      booking={{ name: practice.name, url: booking.url, qrHref: '/desk/share/qr.svg' }}
      types={types.map(({ id, ...link }): SharedLink => ({ ...link, qrHref: `/desk/share/qr.svg?type=${id}` }))}
      practitioners={practitioners.map(({ slug, ...link }): SharedLink => {
        const qrHref = `/desk/share/qr.svg?practitioner=${slug}`;
        return { ...link, qrHref };
      })}
      kept={shared.kept.map(({ name }) => name)}
      found={found}
      made={made}
      zone={first?.zone ?? 'UTC'}
      embed={{
        snippet: embedSnippet(deps, practice),
        origins: staff.workplace.role === 'owner' ? origins : undefined,
        allowed: shared.embedOrigins,
        error,
      }}
      done={error ? undefined : doneWords(c)}
    />
  );
  return c.html(page, error ? 422 : 200);
}
