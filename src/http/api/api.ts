/** /api/v1: everything a practice can do by program. openapi.json is made from the schemas that validate. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import type { BlankEnv } from 'hono/types';
import type { Deps } from '../../deps.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { appointmentRoutes } from './appointments.ts';
import { auditApiRoutes } from './audit.ts';
import { attentionRoutes } from './attention.ts';
import { mendingRoutes } from './mending.ts';
import { calendarQuestionRoutes } from './calendar-questions.ts';
import { calendarRoutes } from './calendars.ts';
import { closureRoutes } from './closures.ts';
import { connectionRoutes } from './connections.ts';
import { feedApiRoutes } from './feeds.ts';
import { indexPage } from './index-page.ts';
import { invitationRoutes } from './invitations.ts';
import { api, bearerKey, type Keyed } from './key.ts';
import { memberRoutes } from './members.ts';
import { openingSeriesRoutes } from './opening-series.ts';
import { openingRoutes } from './openings.ts';
import { patientRoutes } from './patients.ts';
import { practiceRoutes } from './practice.ts';
import { practitionerRoutes } from './practitioners.ts';
import { notFound } from './problem.ts';
import { publicRoutes } from './public.ts';
import { shareApiRoutes } from './share.ts';
import { seriesRoutes } from './series.ts';
import { slotRoutes } from './slots.ts';
import { typeRoutes } from './types.ts';

const BASE = '/api/v1';

/** Mounted at the root of the app: its paths are whole. */
export function apiRoutes(deps: Deps): Hono {
  const root = new OpenAPIHono<BlankEnv>();
  root.use(`${BASE}/*`, async function neverStored(c, next) {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  root.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of the practice, as `openhours setup` prints it.',
  });

  let document: object | undefined;
  root.get(`${BASE}/openapi.json`, (c) => {
    document ??= root.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Openhours',
        version: '1',
        description:
          'Instants are RFC 3339 in UTC; beside them stands the wall clock of a named zone. Windows are half-open: `to` is not part of them. Problems are application/problem+json.',
      },
    });
    return c.json(document);
  });
  root.get(BASE, (c) => c.html(indexPage()));
  root.route(`${BASE}/public`, publicRoutes(deps));
  root.route(BASE, keyedRoutes(deps));
  return root;
}

function keyedRoutes(deps: Deps): OpenAPIHono<Keyed> {
  const app = api();
  app.use('*', bearerKey(deps));
  const { publicUrl } = deps.config;
  practiceRoutes(app, publicUrl);
  memberRoutes(app, deps);
  invitationRoutes(app);
  apiKeyRoutes(app);
  practitionerRoutes(app);
  feedApiRoutes(app, publicUrl);
  shareApiRoutes(app, deps);
  auditApiRoutes(app);
  typeRoutes(app);
  openingSeriesRoutes(app);
  openingRoutes(app);
  calendarRoutes(app, deps);
  connectionRoutes(app, deps);
  calendarQuestionRoutes(app);
  closureRoutes(app, deps);
  slotRoutes(app);
  seriesRoutes(app, deps);
  attentionRoutes(app, deps);
  mendingRoutes(app, deps);
  appointmentRoutes(app, deps);
  patientRoutes(app, deps);
  app.all('*', (c) => notFound(c));
  return app;
}
