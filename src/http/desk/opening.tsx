/** One occurrence of reserved time: what is done with it, with it and all that follow, or with all. */
import { Hono, type Context } from 'hono';
import { changeOpening, withdrawTime } from '../../actions/opening-series.ts';
import { readOpening, restoreOccurrence } from '../../actions/openings.ts';
import { readPractitioner } from '../../actions/practitioners.ts';
import type { Invalid, NotFound } from '../../actions/refused.ts';
import { listTypes } from '../../actions/types.ts';
import type { OpeningRecord } from '../../db/openings.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import { occurrenceTimes } from '../../domain/occurrences.ts';
import { repetitionOf } from '../../domain/repetition.ts';
import type { AppointmentType, LocalDateTime, Opening, OpeningId } from '../../domain/types.ts';
import { OpeningPage } from '../../views/desk/opening-page.tsx';
import { repetitionInWords } from '../../views/desk/repetition-words.ts';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { readForm, type Form } from './form.ts';
import {
  checkRepeat,
  checkTimes,
  checkTypes,
  fieldOf,
  readOccurrence,
  readScope,
  savedOpening,
  typedReserve,
} from './opening-form.ts';
import { backTo } from './openings.tsx';
import { doneWords, readId, seatOf, type Done } from './seat.ts';

export function openingChangeRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .post('/desk/openings/move', async (c) => {
      const form = await readForm(c);
      const found = await find(c, form['opening'], form['occurrence']);
      const [start, end] = [readOccurrence(form['start']), readOccurrence(form['end'])];
      if (!found || start === undefined || end === undefined) return c.notFound();
      const { opening, occurrence } = found;
      const scope = opening.rule === undefined ? 'all' : readScope(form);
      const times = { start, end };
      const changed = await changeOpening(c.get('staff').ctx, opening.id, { occurrence, scope, times });
      return changed.ok
        ? back(c, found, { start, done: 'moved-time' })
        : show(c, found, { form, refusal: changed.refusal });
    })
    .get('/desk/openings/:id', async (c) => {
      const found = await find(c, c.req.param('id'), c.req.query('occurrence'));
      return found ? show(c, found) : c.notFound();
    })
    .post('/desk/openings/:id', async (c) => {
      const form = await readForm(c);
      const found = await find(c, c.req.param('id'), form['occurrence']);
      if (!found) return c.notFound();
      const { ctx } = c.get('staff');
      const { opening, occurrence } = found;
      const times = checkTimes(form);
      const all = await listTypes(ctx);
      const types = checkTypes(
        form,
        all.map(({ id }) => id),
      );
      if (!times.ok || !types.ok) {
        const errors = { ...(times.ok ? {} : times.refusal), ...(types.ok ? {} : types.refusal) };
        return show(c, found, { form, errors });
      }
      const revision = { occurrence, scope: readScope(form), types: withArchived(types.value, opening, all) };
      const moved = times.value.start !== found.start || times.value.end !== found.end;
      const changed = await changeOpening(ctx, opening.id, { ...revision, ...(moved && { times: times.value }) });
      if (!changed.ok) return show(c, found, { form, refusal: changed.refusal });
      return back(c, found, { start: times.value.start, done: 'saved' });
    })
    .post('/desk/openings/:id/repeat', async (c) => {
      const form = await readForm(c);
      const found = await find(c, c.req.param('id'), form['occurrence']);
      if (!found) return c.notFound();
      const rule = checkRepeat(form);
      if (!rule.ok) return show(c, found, { form, errors: rule.refusal });
      const scope = readScope(form) === 'all' ? 'all' : 'following';
      const revision = { occurrence: found.occurrence, scope, rule: rule.value ?? null } as const;
      const changed = await changeOpening(c.get('staff').ctx, found.opening.id, revision);
      if (!changed.ok) return show(c, found, { form, refusal: changed.refusal });
      return back(c, found, { start: found.start, done: 'saved' });
    })
    .post('/desk/openings/:id/restore', async (c) => {
      const form = await readForm(c);
      const found = await find(c, c.req.param('id'), form['occurrence']);
      if (!found) return c.notFound();
      const restored = await restoreOccurrence(c.get('staff').ctx, found.opening.id, found.occurrence);
      return restored.ok ? back(c, found, { start: found.occurrence, done: 'saved' }) : c.notFound();
    })
    .post('/desk/openings/:id/remove', async (c) => {
      const form = await readForm(c);
      const found = await find(c, c.req.param('id'), form['occurrence']);
      if (!found) return c.notFound();
      const { occurrence, opening } = found;
      const left = await withdrawTime(c.get('staff').ctx, opening.id, { occurrence, scope: readScope(form) });
      return left.ok ? back(c, found, { start: found.start, done: 'removed-time' }) : c.notFound();
    });
}

/** Archived types are not in the form, and stay with the opening for the day they come back. */
function withArchived(chosen: Opening['types'], opening: Opening, all: readonly AppointmentType[]): Opening['types'] {
  if (chosen === 'all' || opening.types === 'all') return chosen;
  const archived = all.filter(({ state }) => state === 'archived').map(({ id }) => id);
  const kept = opening.types.filter((id) => archived.includes(id) && !chosen.includes(id));
  return [...chosen, ...kept];
}

type FoundOccurrence = {
  readonly opening: OpeningRecord;
  readonly practitioner: PractitionerRecord;
  readonly occurrence: LocalDateTime;
  readonly start: LocalDateTime;
  readonly end: LocalDateTime;
};

/** Of this practice, and there: one that was removed is not found. */
async function find(
  c: Context<DeskEnv>,
  id: string | undefined,
  named: string | undefined,
): Promise<FoundOccurrence | undefined> {
  const openingId = readId<OpeningId>(id);
  const { ctx } = c.get('staff');
  const opening = openingId && (await readOpening(ctx, openingId));
  if (!opening?.ok) return undefined;
  // Looked at without a name it is the first; what changes something names which.
  const occurrence = readOccurrence(named) ?? (c.req.method === 'GET' ? opening.value.start : undefined);
  const times = occurrence === undefined ? undefined : occurrenceTimes(opening.value, occurrence);
  const practitioner = await readPractitioner(ctx, opening.value.practitionerId);
  if (occurrence === undefined || !times || !practitioner.ok) return undefined;
  return { opening: opening.value, practitioner: practitioner.value, occurrence, ...times };
}

function back(c: Context<DeskEnv>, { practitioner }: FoundOccurrence, { start, done }: { start: string; done: Done }) {
  return c.redirect(`${backTo(c, practitioner, start.slice(0, 10))}&done=${done}`, 303);
}

type Refused = { readonly form: Form; readonly errors?: FieldErrors; readonly refusal?: Invalid | NotFound };

async function show(c: Context<DeskEnv>, found: FoundOccurrence, refused?: Refused): Promise<Response> {
  const { refusal } = refused ?? {};
  if (refusal?.code === 'not-found') return c.notFound();
  const { staff, seat } = await seatOf(c);
  const { opening, practitioner, occurrence, start, end } = found;
  const errors = refused?.errors ?? (refusal ? { [fieldOf(refusal.field)]: refusal.message } : {});
  const saved = { ...savedOpening(opening, found), scope: 'one' };
  const form = refused ? { ...typedReserve(refused.form, saved), scope: readScope(refused.form) } : saved;
  const types = (await listTypes(staff.ctx)).filter(({ state }) => state !== 'archived');
  const page = (
    <OpeningPage
      seat={seat}
      opening={{
        id: opening.id,
        repeats: opening.rule !== undefined,
        words: repetitionInWords(repetitionOf(opening)),
      }}
      occurrence={occurrence}
      start={start}
      end={end}
      changed={opening.exceptions.some((each) => each.occurrence === occurrence)}
      practitioner={practitioner}
      types={types}
      back={backTo(c, practitioner, start.slice(0, 10))}
      form={form}
      errors={errors}
      done={refused ? undefined : doneWords(c)}
    />
  );
  return c.html(page, refused ? 422 : 200);
}
