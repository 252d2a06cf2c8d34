/** A page of its own for one time: why it is or is not offered. The week shows the same answer in a sheet. */
import type { PractitionerId } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { DeskPage, type Seat } from './frame.tsx';
import { Why, type WhyProps } from './why.tsx';

export function WhyPage(props: {
  seat: Seat;
  practitioner: { readonly id: PractitionerId; readonly name: string };
  day: string;
  clock: string;
  back: string;
  /** Undefined when no time could be read. */
  why: WhyProps | undefined;
}) {
  return (
    <DeskPage
      seat={props.seat}
      title="Why a time is offered or not"
      path={[{ label: 'Reserve time', href: props.back }]}
    >
      {props.why ? (
        <section class="card" aria-label="Answer">
          <Why {...props.why} />
        </section>
      ) : (
        <Message tone="warn" title="Give a day and a time." />
      )}
      <Card title={`Another time of ${props.practitioner.name}`} id="another">
        <form class="filters">
          <input type="hidden" name="practitioner" value={props.practitioner.id} />
          <TextField name="date" label="Day" type="date" value={props.day} />
          <TextField name="clock" label="Time" type="time" value={props.clock} />
          <button class="button button-quiet">Explain</button>
        </form>
      </Card>
    </DeskPage>
  );
}
