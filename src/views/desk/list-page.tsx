/** All appointments, found by who, with whom, what, what became of it, and when. */
import type { Appointment } from '../../domain/booking.ts';
import { Empty } from '../components.tsx';
import { SelectField, TextField, type Option } from '../fields.tsx';
import { capital } from '../words.ts';
import { Agenda } from './agenda.tsx';
import { DeskPage, type Seat } from './frame.tsx';
import { Paging, type Paged } from './paging.tsx';
import { WorkViews } from './work-views.tsx';

/** As the form has it: empty for what does not matter. */
export type ListForm = {
  readonly q: string;
  readonly practitioner: string;
  readonly type: string;
  readonly status: string;
  readonly from: string;
  readonly to: string;
};

export function ListPage(props: {
  seat: Seat;
  form: ListForm;
  practitioners: readonly Option[];
  types: readonly Option[];
  appointments: readonly Appointment[];
  paging: Paged;
}) {
  const { seat, form, practitioners, types, appointments, paging } = props;
  const zones = new Set(appointments.map(({ zone }) => zone)).size > 1;
  return (
    <DeskPage seat={seat} title="All appointments" place="/desk">
      <WorkViews current="/desk/appointments" />
      <form class="filters" role="search">
        <TextField
          name="q"
          label={capital(seat.patientWord)}
          type="search"
          value={form.q}
          placeholder="Name, email or phone"
          maxlength={200}
          optional
        />
        {practitioners.length > 1 ? (
          <SelectField name="practitioner" label="With" value={form.practitioner} options={any(practitioners)} />
        ) : undefined}
        <SelectField name="type" label="Type" value={form.type} options={any(types)} />
        <SelectField name="status" label="Status" value={form.status} options={any(STATUSES)} />
        <TextField name="from" label="From" type="date" value={form.from} optional />
        <TextField name="to" label="To" type="date" value={form.to} optional />
        <button class="button button-quiet">Show</button>
        <a class="button button-text" href="/desk/appointments?from=">
          Clear
        </a>
      </form>
      {appointments.length === 0 ? (
        <Empty title="No appointment fits.">
          <p>Leave something out, or look at other days.</p>
        </Empty>
      ) : (
        <Agenda appointments={appointments} shows={{ zone: zones, withName: practitioners.length > 1, day: true }} />
      )}
      <Paging {...paging} />
    </DeskPage>
  );
}

const STATUSES: readonly Option[] = [
  { value: 'confirmed', label: 'Confirmed' },
  { value: 'cancelled', label: 'Cancelled' },
  { value: 'no-show', label: 'Did not come' },
];

function any(options: readonly Option[]): Option[] {
  return [{ value: '', label: 'Any' }, ...options];
}
