/** The desk, put together: signing in, then the pages of those who did. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { accountRoutes } from './desk/account.tsx';
import { apiKeyPageRoutes } from './desk/api-keys.tsx';
import { appointmentRoutes } from './desk/appointments.tsx';
import { auditRoutes } from './desk/audit.tsx';
import { bookRoutes } from './desk/book.tsx';
import { calendarSignInRoutes } from './desk/calendar-sign-in.tsx';
import { calendarPageRoutes } from './desk/calendars.tsx';
import { closureRoutes } from './desk/closures.tsx';
import { dayRoutes } from './desk/day.tsx';
import { entryRoutes } from './desk/entry.tsx';
import { feedPageRoutes } from './desk/feeds.tsx';
import { invitationRoutes } from './desk/invitation.tsx';
import { awayRoutes } from './desk/away.ts';
import { mendRoutes } from './desk/mend.tsx';
import { moveRoutes } from './desk/move.tsx';
import { onlineBookingRoutes } from './desk/online-booking.tsx';
import { openingChangeRoutes } from './desk/opening.tsx';
import { openingRoutes } from './desk/openings.tsx';
import { patientRoutes } from './desk/patients.tsx';
import { peopleRoutes } from './desk/people.tsx';
import { questionRoutes } from './desk/questions.ts';
import { seriesRoutes } from './desk/series.tsx';
import { shareRoutes } from './desk/share.tsx';
import { signInRoutes } from './desk/sign-in.tsx';
import { typeRoutes } from './desk/types.tsx';
import { workRoutes } from './desk/work.tsx';
import { deskGuard } from './desk-guard.ts';
import { sameOrigin } from './guard.ts';
import type { DeskEnv } from './session.ts';

export function deskRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .use('/desk/*', sameOrigin(deps.config.publicUrl))
    .route('/', signInRoutes(deps))
    .route('/', invitationRoutes(deps))
    .use('/desk/*', deskGuard(deps))
    .route('/', entryRoutes(deps))
    .route('/', accountRoutes(deps))
    .route('/', peopleRoutes(deps))
    .route('/', apiKeyPageRoutes())
    .route('/', closureRoutes())
    .route('/', dayRoutes())
    .route('/', workRoutes())
    .route('/', appointmentRoutes(deps))
    .route('/', patientRoutes(deps))
    .route('/', bookRoutes())
    .route('/', seriesRoutes())
    .route('/', moveRoutes())
    .route('/', openingRoutes())
    .route('/', openingChangeRoutes())
    .route('/', onlineBookingRoutes(deps))
    .route('/', typeRoutes(deps))
    .route('/', shareRoutes(deps))
    .route('/', auditRoutes())
    .route('/', feedPageRoutes(deps))
    .route('/', calendarPageRoutes(deps))
    .route('/', calendarSignInRoutes(deps))
    .route('/', questionRoutes())
    .route('/', awayRoutes())
    .route('/', mendRoutes(deps));
}
