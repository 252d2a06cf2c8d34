/** /patients: found, looked at, put right, taken out whole, erased. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { changePatient } from '../../actions/change-patient.ts';
import { erasePatient } from '../../actions/erase-patient.ts';
import { exportPatient } from '../../actions/export-patient.ts';
import { searchPatients, viewPatient } from '../../actions/patients.ts';
import { manageToken } from '../../actions/save-change.ts';
import type { PatientRecord } from '../../db/patient-records.ts';
import type { Deps } from '../../deps.ts';
import type { PatientId } from '../../domain/types.ts';
import { appointmentAnswer, appointmentSchema } from './appointment.ts';
import { emailOrNone, idOf, line, pageFields, phone } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, notFound, problem, STATE_PROBLEM } from './problem.ts';
import { instantSchema, utc } from './times.ts';

const patientSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string(),
    createdAt: instantSchema,
    bouncedAt: instantSchema.nullable().describe('The mail server refused the address last time.'),
    erasedAt: instantSchema.nullable(),
  })
  .openapi('Patient');

const lineSchema = patientSchema
  .extend({ appointments: z.int(), nextStart: instantSchema.nullable() })
  .openapi('PatientLine');

const historySchema = patientSchema
  .extend({
    history: z.array(appointmentSchema).describe('All appointments, newest first.'),
    others: z.array(z.uuid()).describe('Other patients with the same address.'),
  })
  .openapi('PatientHistory');

const rows = z.array(z.record(z.string(), z.unknown()));
const exportSchema = z
  .object({
    format: z.literal('openhours-patient-1'),
    exportedAt: z.string(),
    patient: z.record(z.string(), z.unknown()),
    appointments: rows,
    notices: rows,
    keptMails: rows,
    writtenEvents: rows,
    acceptedWarnings: rows,
    holds: rows,
    audit: rows,
    more: z.record(z.string(), rows).describe('By table: all else that names one of the appointments.'),
  })
  .openapi('PatientExport');

const patientsQuery = z.strictObject({
  text: line(200, 0).default('').describe('Each word must be in the name, the email address or the phone number.'),
  ...pageFields(50),
});
const patientParam = z.object({ id: idOf<PatientId>() });
const patientChange = z
  .strictObject({
    name: line(200).optional(),
    email: emailOrNone.optional(),
    phone: phone.optional(),
    resend: z.boolean().default(false).describe('Send the confirmations of appointments to come again.'),
  })
  .openapi('PatientChange');
const erasure = z
  .strictObject({
    future: z
      .enum(['cancel', 'keep'])
      .optional()
      .describe('What becomes of appointments to come; needed where there are any. Nobody is told by mail.'),
  })
  .openapi('Erasure');

const tags = ['patients'];
const security = SECURITY;

export function patientRoutes(app: OpenAPIHono<Keyed>, deps: Deps): void {
  const { config, keys } = deps;
  app.openapi(
    createRoute({
      method: 'get',
      path: '/patients',
      tags,
      security,
      summary: 'Patients by name, found by what is known of them',
      request: { query: patientsQuery },
      responses: {
        200: answer('The patients.', z.object({ patients: z.array(lineSchema), total: z.int() })),
        ...KEY_PROBLEMS,
      },
    }),
    async (c) => {
      const { patients, total } = await searchPatients(c.var.ctx, c.req.valid('query'));
      const lines = patients.map((patient) => ({
        ...patientAnswer(patient),
        appointments: patient.appointments,
        nextStart: patient.nextStart === undefined ? null : utc(patient.nextStart),
      }));
      return c.json({ patients: lines, total }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/patients/{id}',
      tags,
      security,
      summary: 'One patient with all that was ever booked',
      request: { params: patientParam },
      responses: { 200: answer('The patient.', historySchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const found = await viewPatient(c.var.ctx, c.req.valid('param').id);
      if (!found.ok) return notFound(c);
      const { patient, appointments, others } = found.value;
      const history = appointments.map((one) =>
        appointmentAnswer(one, `${config.publicUrl}/manage/${manageToken(keys, one)}`),
      );
      return c.json({ ...patientAnswer(patient), history, others: others.map(({ id }) => id) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/patients/{id}',
      tags,
      security,
      summary: 'Put details right; a new address has not bounced',
      request: { params: patientParam, body: body(patientChange) },
      responses: {
        200: answer('The patient.', patientSchema),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
        ...STATE_PROBLEM,
      },
    }),
    async (c) => {
      const changed = await changePatient(c.var.ctx, c.req.valid('param').id, c.req.valid('json'));
      if (changed.ok) return c.json(patientAnswer(changed.value), 200);
      return changed.refusal.code === 'not-found' ? notFound(c) : problem(c, 409, { title: ERASED_BEFORE });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/patients/{id}/export',
      tags,
      security,
      summary: 'All that is kept about a patient, across tables, and nothing of anybody else',
      request: { params: patientParam },
      responses: { 200: answer('The file.', exportSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const found = await exportPatient(c.var.ctx, c.req.valid('param').id);
      return found.ok ? c.json(found.value as z.input<typeof exportSchema>, 200) : notFound(c); // read-only rows
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/patients/{id}/erase',
      tags,
      security,
      summary: 'Erase a patient: what names them goes for good',
      request: { params: patientParam, body: body(erasure) },
      responses: {
        200: answer('It is done.', z.object({ cancelled: z.int().describe('How many appointments were cancelled.') })),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
        ...STATE_PROBLEM,
      },
    }),
    async (c) => {
      const asked = { patientId: c.req.valid('param').id, future: c.req.valid('json').future };
      const outcome = await erasePatient(c.var.ctx, asked, { remember: deps.rememberErased });
      if (outcome.ok) return c.json(outcome.value, 200);
      const { code } = outcome.refusal;
      if (code === 'not-found') return notFound(c);
      return problem(c, 409, {
        title: code === 'already-erased' ? ERASED_BEFORE : 'There are appointments to come: say what becomes of them.',
      });
    },
  );
}

const ERASED_BEFORE = 'This patient was erased before.';

function patientAnswer({ id, name, email, phone: number, createdAt, bouncedAt, erasedAt }: PatientRecord) {
  return {
    id,
    name,
    email: email ?? null,
    phone: number,
    createdAt: utc(createdAt),
    bouncedAt: bouncedAt === undefined ? null : utc(bouncedAt),
    erasedAt: erasedAt === undefined ? null : utc(erasedAt),
  };
}
