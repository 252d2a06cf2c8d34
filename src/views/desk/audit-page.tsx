/** Audit log: who saw, changed, exported or cancelled what, when and from where. It is only read here. */
import { AUDIT_KINDS, type AuditLine, type AuditName } from '../../domain/audit.ts';
import type { Zone } from '../../domain/types.ts';
import { Card, Empty, Message } from '../components.tsx';
import { SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { clock, day, dayAndClock, machineTime, zoneName } from '../format.ts';
import { capital, counted } from '../words.ts';
import { actionWords, detailWords, KIND_WORDS } from './audit-words.ts';
import { DeskPage, type Seat } from './frame.tsx';

export type AskedAudit = {
  readonly person: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
};

/** `sound`: lines that hold. `strange`: lines in no chain. `broken`: the place where the chain breaks. */
type ShownChain = {
  readonly sound: number;
  readonly waiting: number;
  readonly strange: number;
  readonly broken: { readonly position: number; readonly lineId: string | undefined } | undefined;
};

export type AuditPageProps = {
  readonly seat: Seat;
  readonly lines: readonly AuditLine[];
  readonly names: ReadonlyMap<string, AuditName>;
  readonly actors: readonly { readonly id: string; readonly name: string }[];
  readonly zone: Zone;
  readonly asked: AskedAudit;
  readonly errors: FieldErrors;
  /** What a check of the whole chain found, where it was asked for. */
  readonly chain: ShownChain | undefined;
  /** Leads on to older lines. */
  readonly olderHref: string | undefined;
  /** Leads to all that happened to one thing. */
  readonly subjectHref: (id: string) => string;
};

export function AuditLogPage(props: AuditPageProps) {
  const { seat, lines, zone, asked } = props;
  const [newest] = lines;
  return (
    <DeskPage seat={seat} title="Audit log" place="/desk/audit">
      <p class="soft">
        Who did what, when, and from where. Lines are added by what happens and can be neither changed nor removed, by
        nobody in the practice.
        {newest ? ` Times are those of ${zoneName(zone, newest.at)}.` : ''}
      </p>
      {props.chain ? <Chain chain={props.chain} /> : undefined}
      <Filters {...props} />
      {asked.subject ? (
        <p>
          All about <bdi class="label">{props.names.get(asked.subject)?.name || 'one thing'}</bdi>.{' '}
          <a href="/desk/audit">Everything again</a>
        </p>
      ) : undefined}
      {lines.length === 0 ? (
        <Empty title="Nothing of this kind happened.">
          <p>
            <a href="/desk/audit">Show everything</a>
          </p>
        </Empty>
      ) : (
        byDay(lines, zone).map(([title, ofDay]) => (
          <Card title={title} id={`day-${ofDay[0]?.id ?? ''}`}>
            <ol class="audit" reversed>
              {ofDay.map((line) => (
                <Line line={line} {...props} />
              ))}
            </ol>
          </Card>
        ))
      )}
      <nav class="row" aria-label="More of the log">
        {props.olderHref ? (
          <a class="button button-quiet" href={props.olderHref} rel="next">
            Older lines
          </a>
        ) : undefined}
        <a href="/desk/audit?check=chain" rel="nofollow">
          Check that no line was changed
        </a>
      </nav>
    </DeskPage>
  );
}

function Chain({ chain }: { chain: ShownChain }) {
  const { sound, waiting, strange, broken } = chain;
  const newest = waiting > 0 ? ` ${counted(waiting, 'new line is', 'new lines are')} not linked yet.` : '';
  if (!broken && strange === 0) {
    return (
      <Message tone="good" title="No line was changed or taken out.">
        <p>
          {counted(sound, 'line is', 'lines are')} linked to each other by hashes, and all hold.{newest}
        </p>
      </Message>
    );
  }
  return (
    <Message tone="bad" title="The log is not as the program wrote it.">
      {broken ? (
        <p>
          The chain holds for {counted(sound, 'line')} and breaks at place {broken.position}
          {broken.lineId === undefined ? ', whose line is gone' : ` (line ${broken.lineId})`}. Somebody changed the
          database itself, or SECRET_KEY lacks a key that was used before.
        </p>
      ) : undefined}
      {strange > 0 ? <p>{counted(strange, 'line was', 'lines were')} added past the program.</p> : undefined}
      <p>Speak to whoever runs the database, and keep a backup of it as it is.</p>
    </Message>
  );
}

function Filters({ seat, asked, actors, errors }: AuditPageProps) {
  const who = [
    { value: '', label: 'Everybody' },
    ...actors.map(({ id, name }) => ({ value: id, label: name })),
    { value: 'patient', label: `${capital(seat.patientWord)}s` },
    { value: 'feed', label: 'Calendar apps' },
    { value: 'system', label: 'Openhours itself' },
  ];
  // Somebody who works here no more is asked for by their link in a line.
  if (!who.some(({ value }) => value === asked.person)) who.push({ value: asked.person, label: 'One person' });
  return (
    <form method="get" action="/desk/audit" class="filters" role="search" aria-label="What to show">
      <SelectField name="person" label="Who" value={asked.person} options={who} />
      <SelectField
        name="kind"
        label="What"
        value={asked.kind}
        options={[
          { value: '', label: 'Everything' },
          ...AUDIT_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] })),
        ]}
      />
      <TextField name="from" label="From" type="date" value={asked.from} error={errors['from']} optional />
      <TextField name="to" label="Until" type="date" value={asked.to} error={errors['to']} optional />
      {asked.subject ? <input type="hidden" name="subject" value={asked.subject} /> : undefined}
      <button class="button button-quiet">Show</button>
    </form>
  );
}

function Line({ line, seat, names, zone, subjectHref }: AuditPageProps & { line: AuditLine }) {
  const details = detailWords(line.details);
  return (
    <li class="audit-line">
      <time class="audit-time" datetime={machineTime(line.at)}>
        {clock(line.at, zone)}
      </time>
      <div class="audit-what">
        <span class="label">{actionWords(line.action, seat.patientWord)}</span>
        <Subject line={line} names={names} subjectHref={subjectHref} />
        {details ? <span class="soft small break">{details}</span> : undefined}
      </div>
      <div class="audit-who">
        <Actor line={line} seat={seat} names={names} />
        {line.address ? <span class="soft small break">from {line.address}</span> : undefined}
      </div>
    </li>
  );
}

function Actor({ line, seat, names }: Pick<AuditPageProps, 'seat' | 'names'> & { line: AuditLine }) {
  const { actorKind, actorId } = line;
  if (actorKind === 'patient') return <span>{capital(seat.patientWord)}</span>;
  if (actorKind === 'system' || actorId === undefined) return <span>Openhours itself</span>;
  const name = names.get(actorId)?.name;
  const words =
    actorKind === 'api'
      ? `API key${name ? `: ${name}` : ''}`
      : actorKind === 'feed'
        ? 'Calendar app'
        : (name ?? 'Somebody who is not known any more');
  return (
    <a class="break" href={`/desk/audit?person=${encodeURIComponent(actorId)}`}>
      <bdi>{words}</bdi>
    </a>
  );
}

function Subject(props: { line: AuditLine } & Pick<AuditPageProps, 'names' | 'subjectHref'>) {
  const { subjectKind, subjectId } = props.line;
  if (subjectId === undefined || subjectKind === 'practice') return undefined;
  const found = props.names.get(subjectId);
  const name = found?.name || (subjectKind === 'patient' || subjectKind === 'appointment' ? 'erased' : undefined);
  if (name === undefined) return undefined;
  return (
    <span>
      <a href={props.subjectHref(subjectId)}>
        <bdi>{name}</bdi>
      </a>
      {found?.start !== undefined && found.zone ? (
        <span class="soft small audit-start">
          {dayAndClock(found.start, found.zone)} ({zoneName(found.zone, found.start)})
        </span>
      ) : undefined}
    </span>
  );
}

function byDay(lines: readonly AuditLine[], zone: Zone): [string, AuditLine[]][] {
  const days = new Map<string, AuditLine[]>();
  for (const line of lines) {
    const title = day(line.at, zone);
    const there = days.get(title);
    if (there) there.push(line);
    else days.set(title, [line]);
  }
  return [...days];
}
