/** /share: the booking links of the practice, the websites that may embed them, and personal links. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { issueLinkOfPatient, issuePersonalLink } from '../../actions/personal-link.ts';
import { readPractice } from '../../actions/practice.ts';
import { changeEmbedOrigins, readShared } from '../../actions/share.ts';
import type { Deps } from '../../deps.ts';
import type { AppointmentId, PatientId } from '../../domain/types.ts';
import { practiceAddress } from '../../views/public/addresses.ts';
import { embedSnippet, sharedAddresses } from '../share-links.ts';
import { idOf } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, refused } from './problem.ts';
import { instantSchema, utc } from './times.ts';

const origins = z.array(z.string()).describe('Websites that may show the booking page in a frame. Empty: none.');

const sharedSchema = z
  .object({
    open: z.boolean().describe('False: online booking is off, and every link says so.'),
    bookingUrl: z.url(),
    types: z.array(z.object({ typeId: z.uuid(), name: z.string(), url: z.url() })),
    practitioners: z
      .array(z.object({ slug: z.string(), name: z.string(), url: z.url() }))
      .describe('One each, and whoever is free first where the practice offers that.'),
    embed: z.object({ origins, html: z.string().describe('What to put into a page of the website.') }),
  })
  .openapi('Shared');

const originsChange = z
  .strictObject({
    origins: z
      .array(z.string().max(300))
      .max(100)
      .describe('Such as https://www.example.org, or http://localhost:8080.'),
  })
  .openapi('EmbedOrigins');

const newLink = z
  .union([z.strictObject({ patientId: idOf<PatientId>() }), z.strictObject({ appointmentId: idOf<AppointmentId>() })])
  .openapi('NewPersonalLink');

const personalLink = z
  .object({ url: z.url().describe('Secret, and not shown again.'), expires: instantSchema })
  .openapi('PersonalLink');

const tags = ['sharing'];
const security = SECURITY;

export function shareApiRoutes(app: OpenAPIHono<Keyed>, deps: Deps): void {
  const { publicUrl } = deps.config;
  app.openapi(
    createRoute({
      method: 'get',
      path: '/share',
      tags,
      security,
      summary: 'Booking links, and how to embed the booking page',
      responses: { 200: answer('The links.', sharedSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const [shared, practice] = await Promise.all([readShared(c.var.ctx), readPractice(c.var.ctx)]);
      const { booking, types, practitioners } = sharedAddresses(deps, shared);
      return c.json(
        {
          open: shared.open,
          bookingUrl: booking.url,
          types: types.map(({ id, ...link }) => ({ typeId: id, ...link })),
          practitioners: practitioners.map(({ slug, name, url }) => ({ slug, name, url })),
          embed: { origins: [...shared.embedOrigins], html: embedSnippet(deps, practice) },
        },
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/share/origins',
      tags,
      security,
      summary: 'Say which websites may show the booking page in a frame',
      request: { body: body(originsChange) },
      responses: { 200: answer('The websites.', z.object({ origins })), ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const changed = await changeEmbedOrigins(c.var.ctx, c.req.valid('json').origins);
      return changed.ok ? c.json({ origins: [...changed.value] }, 200) : refused(c, changed.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/share/personal-links',
      tags,
      security,
      summary: 'Make the personal link of a patient; the one that they had before ends',
      request: { body: body(newLink) },
      responses: { 201: answer('The link.', personalLink), ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const { ctx } = c.var;
      const of = c.req.valid('json');
      const link = await ('patientId' in of
        ? issueLinkOfPatient(ctx, of.patientId)
        : issuePersonalLink(ctx, of.appointmentId));
      if (!link.ok) return refused(c, link.refusal);
      const { slug } = await readPractice(ctx);
      const url = publicUrl + practiceAddress({ slug, personal: link.value.token });
      return c.json({ url, expires: utc(link.value.expires) }, 201);
    },
  );
}
