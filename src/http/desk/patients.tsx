/** Patients at the desk: found, looked at, put right, taken out whole, erased. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { changePatient } from '../../actions/change-patient.ts';
import { erasePatient } from '../../actions/erase-patient.ts';
import { exportPatient } from '../../actions/export-patient.ts';
import { searchPatients, viewPatient } from '../../actions/patients.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import type { Deps } from '../../deps.ts';
import { mayUse } from '../../domain/roles.ts';
import type { PatientId } from '../../domain/types.ts';
import type { FieldErrors } from '../../views/fields.tsx';
import { readPage } from '../../views/desk/paging.tsx';
import { PatientPage, type DetailsForm } from '../../views/desk/patient-page.tsx';
import { PatientsPage } from '../../views/desk/patients-page.tsx';
import { ROUTES } from '../routes.ts';
import type { DeskEnv } from '../session.ts';
import { checkForm, line, maybeAddress, readForm, ticked } from './form.ts';
import { doneWords, readId, seatOf, type Sitting } from './seat.ts';

const PAGE = 25;
const LONGEST_SEARCH = 200;

const details = z.object({
  name: line(200, 'Type the name.'),
  email: maybeAddress(),
  phone: line(50),
  resend: ticked(),
});

const EXPORT = 'GET /desk/patients/:id/export';
const ERASE = 'POST /desk/patients/:id/erase';

export function patientRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/patients', async (c) => {
      const { staff, seat } = await seatOf(c);
      const text = (c.req.query('q') ?? '').toWellFormed().replaceAll('\0', '').trim().slice(0, LONGEST_SEARCH);
      const page = readPage(c.req.query('page'));
      const [{ patients, total }, practitioners] = await Promise.all([
        searchPatients(staff.ctx, { text, limit: PAGE, offset: page * PAGE }),
        listPractitioners(staff.ctx),
      ]);
      const address = (to: number) => `/desk/patients?${new URLSearchParams({ q: text, page: String(to + 1) })}`;
      return c.html(
        <PatientsPage
          seat={seat}
          text={text}
          patients={patients}
          zone={practitioners[0]?.zone ?? 'UTC'}
          paging={{ page, size: PAGE, total, address }}
        />,
      );
    })
    .get('/desk/patients/:id', async (c) => {
      const id = readId<PatientId>(c.req.param('id'));
      return id ? show(c, id) : c.notFound();
    })
    .post('/desk/patients/:id', async (c) => {
      const id = readId<PatientId>(c.req.param('id'));
      if (!id) return c.notFound();
      const form = await readForm(c);
      const read = checkForm(details, form);
      if (!read.ok) {
        const { name = '', email = '', phone = '' } = form;
        return show(c, id, { form: { name, email, phone }, errors: read.errors });
      }
      const outcome = await changePatient(c.get('staff').ctx, id, read.value);
      if (!outcome.ok) return c.notFound();
      const told = read.value.resend && outcome.value.email !== undefined;
      return c.redirect(`/desk/patients/${id}?done=${told ? 'details-changed-told' : 'details-changed'}`, 303);
    })
    .get('/desk/patients/:id/export', async (c) => {
      const id = readId<PatientId>(c.req.param('id'));
      const outcome = id && (await exportPatient(c.get('staff').ctx, id));
      if (!outcome?.ok) return c.notFound();
      c.header('Content-Disposition', `attachment; filename="patient-${id}.json"`);
      c.header('Cache-Control', 'no-store');
      return c.body(`${JSON.stringify(outcome.value, undefined, 2)}\n`, 200, { 'content-type': 'application/json' });
    })
    .post('/desk/patients/:id/erase', async (c) => {
      const id = readId<PatientId>(c.req.param('id'));
      if (!id) return c.notFound();
      const { sure, future } = await readForm(c);
      if (sure !== 'on') return show(c, id, { problem: 'Nothing was erased: tick that you are sure.' });
      const outcome = await erasePatient(
        c.get('staff').ctx,
        { patientId: id, future: future === 'cancel' || future === 'keep' ? future : undefined },
        { remember: deps.rememberErased },
      );
      if (outcome.ok) return c.redirect(`/desk/patients/${id}?done=erased`, 303);
      const { code } = outcome.refusal;
      if (code === 'not-found') return c.notFound();
      return show(c, id, {
        problem:
          code === 'already-erased'
            ? 'This was done before.'
            : 'Nothing was erased: say what becomes of the appointments to come.',
      });
    });
}

type Shown = { readonly form?: DetailsForm; readonly errors?: FieldErrors; readonly problem?: string };

async function show(c: Context<DeskEnv>, id: PatientId, { form, errors, problem }: Shown = {}): Promise<Response> {
  const { ctx } = c.get('staff');
  const found = await viewPatient(ctx, id);
  if (!found.ok) return c.notFound();
  const [sitting, practitioners] = await Promise.all([seatOf(c), listPractitioners(ctx)]);
  const { patient, appointments, others } = found.value;
  const page = (
    <PatientPage
      seat={sitting.seat}
      patient={patient}
      appointments={appointments}
      others={others}
      now={ctx.now}
      zone={practitioners[0]?.zone ?? 'UTC'}
      mayExport={may(sitting, EXPORT)}
      mayErase={may(sitting, ERASE)}
      form={form ?? { name: patient.name, email: patient.email ?? '', phone: patient.phone }}
      errors={errors ?? {}}
      changing={errors !== undefined}
      problem={problem}
      done={errors || problem ? undefined : doneWords(c)}
    />
  );
  return c.html(page, errors || problem ? 422 : 200);
}

/** As the table of routes has it. */
function may({ staff }: Sitting, route: string): boolean {
  const rule = ROUTES[route];
  return rule?.who === 'staff' && mayUse(rule, staff.workplace, staff.workplace);
}
