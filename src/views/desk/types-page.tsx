/** Online booking › Appointment types: all of them in their order, and beside them the booking page's list. */
import type { AppointmentType } from '../../domain/types.ts';
import { Badge, Card, Message } from '../components.tsx';
import { lengthInWords } from '../format.ts';
import { Icon } from '../icons.tsx';
import { placeInWords } from '../public/place.tsx';
import { ChoiceWords } from '../public/types-page.tsx';
import { apart } from '../words.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

type ListedType = { readonly type: AppointmentType; readonly practitioners: readonly string[] };

export type TypesPageProps = {
  readonly seat: Seat;
  /** Those that are not archived, in their order. */
  readonly current: readonly ListedType[];
  readonly archived: readonly ListedType[];
  readonly bookingUrl: string;
  readonly open: boolean;
  readonly done?: string | undefined;
};

export function TypesPage(props: TypesPageProps) {
  const { seat, current, archived } = props;
  return (
    <DeskPage
      seat={seat}
      title="Appointment types"
      path={[{ label: 'Online booking', href: '/desk/online-booking' }]}
      done={props.done}
    >
      <div class="beside">
        <div class="stack">
          <Card
            title="In this order"
            id="order"
            end={
              <a class="button button-small" href="/desk/types/new">
                Add a type
              </a>
            }
          >
            {current.length === 0 ? (
              <p class="soft">There is no appointment type yet: nothing can be booked.</p>
            ) : undefined}
            <ol class="types">
              {current.map((each, index) => (
                <Line {...each} seat={seat} first={index === 0} last={index === current.length - 1} />
              ))}
            </ol>
          </Card>
          {archived.length > 0 ? (
            <details class="card" id="archived">
              <summary>Archived ({archived.length})</summary>
              <ul class="types">
                {archived.map(({ type }) => (
                  <li class="type-line">
                    <Words type={type} practitioners={[]} patientWord={seat.patientWord} />
                    <SetState seat={seat} type={type} state="hidden" label="Bring back" />
                  </li>
                ))}
              </ul>
            </details>
          ) : undefined}
        </div>
        <div class="beside-picture">
          <Picture {...props} />
        </div>
      </div>
    </DeskPage>
  );
}

type LineProps = ListedType & { readonly seat: Seat; readonly first: boolean; readonly last: boolean };

function Line({ seat, type, practitioners, first, last }: LineProps) {
  const name = <span class="unseen"> {type.name}</span>;
  return (
    <li class="type-line">
      <Words type={type} practitioners={practitioners} patientWord={seat.patientWord} />
      <div class="row type-acts">
        <DeskForm seat={seat} action={`/desk/types/${type.id}/move`} class="row">
          <button class="button button-quiet button-small" name="to" value="up" disabled={first}>
            Up{name}
          </button>
          <button class="button button-quiet button-small" name="to" value="down" disabled={last}>
            Down{name}
          </button>
        </DeskForm>
        {type.state === 'listed' ? (
          <SetState seat={seat} type={type} state="hidden" label="Hide" />
        ) : (
          <SetState seat={seat} type={type} state="listed" label="Show" />
        )}
        <SetState seat={seat} type={type} state="archived" label="Archive" />
      </div>
    </li>
  );
}

function Words({ type, practitioners, patientWord }: ListedType & { patientWord: string }) {
  const { length, padding } = type;
  const facts = [
    padding > 0 ? `${lengthInWords(length)} + ${lengthInWords(padding)} padding` : lengthInWords(length),
    placeInWords(type.location),
    type.startRule.kind === 'every' ? `every ${type.startRule.minutes} minutes` : '',
    practitioners.map(apart).join(', '),
  ];
  return (
    <div class="type-words">
      <span class={`colour-mark colour-${type.colour}`} aria-hidden="true" />
      <div>
        <a href={`/desk/types/${type.id}`} dir="auto">
          {type.name}
        </a>{' '}
        {type.state === 'hidden' ? <Badge tone="warn">Hidden</Badge> : undefined}{' '}
        {type.audience === 'existing' ? <Badge>Existing {patientWord}s</Badge> : undefined}
        <br />
        <span class="soft small">{facts.filter(Boolean).join(' · ')}</span>
      </div>
    </div>
  );
}

function SetState(props: { seat: Seat; type: AppointmentType; state: AppointmentType['state']; label: string }) {
  return (
    <DeskForm seat={props.seat} action={`/desk/types/${props.type.id}/state`} class="row">
      <button class="button button-text button-small" name="state" value={props.state}>
        {props.label}
        <span class="unseen"> {props.type.name}</span>
      </button>
    </DeskForm>
  );
}

function Picture({ seat, current, bookingUrl, open }: TypesPageProps) {
  const seen = current.filter(({ type }) => type.state === 'listed' && type.audience === 'everyone');
  const personal = current.some(({ type }) => type.state === 'listed' && type.audience === 'existing');
  return (
    <Card title={`What a ${seat.patientWord} sees`} id="preview">
      {open ? undefined : <Message tone="warn" title="Online booking is off: nobody sees any of it." />}
      {seen.length === 0 ? <p>Nothing can be booked online at the moment.</p> : undefined}
      <ul class="choices">
        {seen.map(({ type, practitioners }) => (
          <li class="choice">
            <ChoiceWords type={type} practitioners={practitioners} />
            <span class="choice-arrow">
              <Icon name="next" />
            </span>
          </li>
        ))}
      </ul>
      {personal ? (
        <p class="soft small">With a personal link, those for existing {seat.patientWord}s too.</p>
      ) : undefined}
      <p>
        <a href={bookingUrl}>Open the booking page</a>
      </p>
    </Card>
  );
}
