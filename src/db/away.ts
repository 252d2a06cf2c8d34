/** Rows of `away_answers` and `away_told`, and the events that they are about. */
import { mayBeAway, type AwayEvent, type AwayQuestion } from '../domain/away.ts';
import { opensTime } from '../domain/drawn.ts';
import type { BusyRules, CalendarId, Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { enqueue } from './outbox.ts';
import { toDate, toInstant } from './times.ts';

type Row = Omit<AwayEvent, 'start' | 'end' | 'away'> & {
  start: Date;
  end: Date;
  away: boolean | null;
  rules: BusyRules;
  definesOpenings: boolean;
  organised: boolean;
  titled: boolean;
};

type Only = { readonly calendarId: CalendarId; readonly event?: string };

/** Not over, in order of start; one for each event. */
export async function awayEvents(tx: Tx, now: Instant, only?: Only): Promise<AwayEvent[]> {
  const rows = await tx<Row[]>`
    select b.calendar_id as "calendarId", c.name as "calendarName", b.practitioner_id as "practitionerId",
      p.name as "practitionerName", p.zone, b.event, b.starts_at as start, b.ends_at as end, a.away, c.rules,
      c.defines_openings as "definesOpenings", b.organised, b.titled and p.opening_title <> '' as titled
    from busy b
    join calendars c using (practice_id, calendar_id)
    join practitioners p on p.practice_id = b.practice_id and p.practitioner_id = b.practitioner_id
    left join away_answers a on a.practice_id = b.practice_id and a.calendar_id = b.calendar_id and a.event = b.event
    where b.practice_id = current_practice() and c.blocks and b.kind = 'free' and b.all_day and b.ends_at > ${toDate(now)}
      ${only === undefined ? tx`` : tx`and b.calendar_id = ${only.calendarId}`}
      ${only?.event === undefined ? tx`` : tx`and b.event = ${only.event}`}
    order by b.starts_at, b.key`;
  const found = new Map<string, AwayEvent>();
  for (const { rules, definesOpenings, organised, titled, start, end, away, ...row } of rows) {
    const time = { start: toInstant(start), end: toInstant(end) };
    const name = `${row.calendarId} ${row.event}`;
    if (found.has(name) || !mayBeAway({ ...time, kind: 'free', allDay: true }, rules)) continue;
    if (opensTime({ kind: 'free', organised, titled }, { definesOpenings })) continue;
    found.set(name, { ...row, ...time, away: away ?? undefined });
  }
  return [...found.values()];
}

/** Those that nobody answered yet. */
export async function awayQuestions(tx: Tx, now: Instant, only?: Only): Promise<AwayQuestion[]> {
  return (await awayEvents(tx, now, only)).filter(({ away }) => away === undefined);
}

export async function saveAwayAnswer(
  tx: Tx,
  { calendarId, practitionerId, event }: Pick<AwayQuestion, 'calendarId' | 'practitionerId' | 'event'>,
  { away, now }: { readonly away: boolean; readonly now: Instant },
): Promise<void> {
  await tx`
    insert into away_answers (practice_id, calendar_id, practitioner_id, event, away, answered_at)
    values (current_practice(), ${calendarId}, ${practitionerId}, ${event}, ${away}, ${toDate(now)})
    on conflict (practice_id, calendar_id, event) do update set away = excluded.away, answered_at = excluded.answered_at`;
}

/** One mail about those of a calendar that its practitioner got none about yet; which they are is read when it goes out. */
export async function enqueueAwayMail(tx: Tx, questions: readonly AwayQuestion[], now: Instant): Promise<void> {
  const [first] = questions;
  if (!first) return;
  const { calendarId, practitionerId } = first;
  const untold = await tx`
    insert into away_told (practice_id, calendar_id, practitioner_id, event, told_at)
    select current_practice(), ${calendarId}, ${practitionerId}, event, ${toDate(now)}
    from unnest(${questions.map(({ event }) => event)}::text[]) as event
    on conflict do nothing returning 1`;
  if (untold.length === 0) return;
  await enqueue(tx, {
    kind: 'away-question',
    lane: 'mail',
    ordering: `mail/calendar/${calendarId}`,
    dedupe: `away-question/${calendarId}/${now}`,
    subject: calendarId,
    payload: {},
    runAt: now,
  });
}
