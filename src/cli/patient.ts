/** `openhours export` and `erase`: what a person may ask of a practice, for one patient. */
import { writeFile } from 'node:fs/promises';
import { erasePatient } from '../actions/erase-patient.ts';
import { exportPatient } from '../actions/export-patient.ts';
import { searchPatients } from '../actions/patients.ts';
import type { Context } from '../actions/context.ts';
import { practiceOfSlug } from '../db/practices.ts';
import type { Deps } from '../deps.ts';
import type { PatientId } from '../domain/types.ts';
import { CommandError, readArgs, withInstallation, type Command } from './command.ts';

const EXPORT_USAGE = 'export SLUG PATIENT FILE';

export const exportData: Command = {
  usage: EXPORT_USAGE,
  summary: 'writes all that is kept about a patient (an id, or an email address) into FILE, as JSON',
  async run(args, io) {
    const { positionals } = readArgs(args, {}, EXPORT_USAGE);
    const [slug, patient, file] = positionals;
    if (slug === undefined || patient === undefined || file === undefined || positionals.length > 3)
      throw new CommandError(`Usage: openhours ${EXPORT_USAGE}`);
    return withInstallation(io, async ({ deps }) => {
      const ctx = await contextOf(deps, slug);
      const found = await exportPatient(ctx, await patientOf(ctx, patient));
      if (!found.ok) throw new CommandError(`There is no patient ${patient} in ${slug}.`);
      await writeFile(file, `${JSON.stringify(found.value, undefined, 2)}\n`, { mode: 0o600 });
      io.say(`All that is kept about this patient is in ${file}. Keep it where only you can read it.`);
      return 0;
    });
  },
};

const ERASE_USAGE = 'erase SLUG PATIENT [--future cancel|keep]';

export const erase: Command = {
  usage: ERASE_USAGE,
  summary: 'erases a patient (an id, or an email address); --future says what becomes of appointments to come',
  async run(args, io) {
    const { positionals, values } = readArgs(args, { future: { type: 'string' } }, ERASE_USAGE);
    const [slug, patient] = positionals;
    const { future } = values;
    if (slug === undefined || patient === undefined || positionals.length > 2 || !isFuture(future))
      throw new CommandError(`Usage: openhours ${ERASE_USAGE}`);
    return withInstallation(io, async ({ deps }) => {
      const ctx = await contextOf(deps, slug);
      const { rememberErased: remember } = deps;
      const outcome = await erasePatient(ctx, { patientId: await patientOf(ctx, patient), future }, { remember });
      if (outcome.ok) {
        io.say('Name, address, phone, notes and kept mails are gone. Times and the audit stay under an id.');
        io.say(`Copies that you made yourself, such as backups, are wiped when they are restored here.`);
        return 0;
      }
      if (outcome.refusal.code === 'future-appointments') {
        const count = outcome.refusal.appointments.length;
        throw new CommandError(
          `There are appointments to come (${count}). Say --future cancel or --future keep; nobody is told by mail.`,
        );
      }
      throw new CommandError(
        outcome.refusal.code === 'not-found'
          ? `There is no patient ${patient} in ${slug}.`
          : 'This patient was erased before.',
      );
    });
  },
};

function isFuture(text: string | undefined): text is 'cancel' | 'keep' | undefined {
  return text === undefined || text === 'cancel' || text === 'keep';
}

async function contextOf(deps: Deps, slug: string): Promise<Context> {
  const practiceId = await practiceOfSlug(deps.db.sql, slug);
  if (!practiceId) throw new CommandError(`There is no practice with the booking link "${slug}".`);
  return { ...deps, practiceId, actor: { kind: 'system' }, now: deps.clock() };
}

const MOST_SHOWN = 20;

/** An id as it is; an address when one patient alone has it. */
async function patientOf(ctx: Context, named: string): Promise<PatientId> {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(named)) return named as PatientId; // looked up next
  const { patients } = await searchPatients(ctx, { text: named, limit: MOST_SHOWN, offset: 0 });
  const same = patients.filter(({ email }) => email?.toLowerCase() === named.toLowerCase());
  const [only, ...more] = same;
  if (!only) throw new CommandError(`Nobody there has the address ${named}.`);
  if (more.length === 0) return only.id;
  const lines = same.map(({ id, name, phone }) => `  ${id}  ${name}${phone ? `, ${phone}` : ''}`);
  throw new CommandError([`Several patients have this address. Name one by its id:`, ...lines].join('\n'));
}
