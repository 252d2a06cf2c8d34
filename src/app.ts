/** The whole service as one function from Request to Response, the same on Node and on Workers. */
import { Hono } from 'hono';
import type { Deps } from './deps.ts';
import { apiRoutes } from './http/api/api.ts';
import { assetRoutes } from './http/assets.ts';
import { knownBodies, limitedBodies } from './http/bodies.ts';
import { bookingRoutes } from './http/booking.tsx';
import { deskRoutes } from './http/desk.tsx';
import { embedRoutes } from './http/embed.ts';
import { answerError, answerNotFound } from './http/errors.ts';
import { feedRoutes } from './http/feeds.ts';
import { frontRoutes } from './http/front.tsx';
import { healthRoutes } from './http/health.ts';
import { manageRoutes } from './http/manage.tsx';
import { myAppointmentsRoutes } from './http/my-appointments.tsx';
import { logRequests } from './http/request-log.ts';
import { checkRoutes } from './http/routes.ts';
import { securityHeaders } from './http/security-headers.ts';
import { pushRoutes } from './http/push.ts';
import { setupRoutes } from './http/setup.tsx';

export type Runtime = {
  /** False once the process was told to stop. */
  readonly isOpen: () => boolean;
  /** What only this process answers: the demo's own pages. */
  readonly more?: Hono;
};

const ROBOTS = 'User-agent: *\nAllow: /book/\nAllow: /assets/\nAllow: /embed.js\nDisallow: /\n';

export function createApp(deps: Deps, runtime: Runtime = { isOpen: () => true }): Hono {
  const app = new Hono()
    .use(logRequests(deps))
    .use(securityHeaders(deps))
    .use(limitedBodies())
    .use(knownBodies())
    .route('/', healthRoutes(deps, runtime.isOpen))
    .route('/', assetRoutes())
    .route('/', embedRoutes())
    .route('/', feedRoutes(deps))
    .route('/', pushRoutes(deps))
    .route('/', myAppointmentsRoutes(deps))
    .route('/', bookingRoutes(deps))
    .route('/', manageRoutes(deps))
    .route('/', apiRoutes(deps))
    .route('/', setupRoutes(deps))
    .route('/', deskRoutes(deps))
    .route('/', runtime.more ?? new Hono())
    .get('/robots.txt', (c) => c.text(ROBOTS))
    .route('/', frontRoutes(deps));
  checkRoutes(app.routes);
  app.notFound(answerNotFound);
  app.onError((error, c) => answerError(error, c, deps.log));
  return app;
}
