/** Rows of `away_answers`, and the events that still wait for one. */
import { mayBeAway, type AwayQuestion } from '../domain/away.ts';
import { opensTime } from '../domain/drawn.ts';
import type { BusyRules, CalendarId, Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

type Row = Omit<AwayQuestion, 'start' | 'end'> & {
  start: Date;
  end: Date;
  rules: BusyRules;
  definesOpenings: boolean;
  organised: boolean;
  titled: boolean;
};

/** Without an answer and not over, in order of start; one for each event. */
export async function awayQuestions(
  tx: Tx,
  now: Instant,
  only?: { readonly calendarId: CalendarId; readonly event: string },
): Promise<AwayQuestion[]> {
  const rows = await tx<Row[]>`
    select b.calendar_id as "calendarId", c.name as "calendarName", b.practitioner_id as "practitionerId",
      p.name as "practitionerName", p.zone, b.event, b.starts_at as start, b.ends_at as end, c.rules,
      c.defines_openings as "definesOpenings", b.organised, b.titled and p.opening_title <> '' as titled
    from busy b
    join calendars c using (practice_id, calendar_id)
    join practitioners p on p.practice_id = b.practice_id and p.practitioner_id = b.practitioner_id
    where b.practice_id = current_practice() and c.blocks and b.kind = 'free' and b.all_day and b.ends_at > ${toDate(now)}
      and not exists (select from away_answers a where a.practice_id = b.practice_id and a.calendar_id = b.calendar_id
        and a.event = b.event)
      ${only === undefined ? tx`` : tx`and b.calendar_id = ${only.calendarId} and b.event = ${only.event}`}
    order by b.starts_at, b.key`;
  const asked = new Map<string, AwayQuestion>();
  for (const { rules, definesOpenings, organised, titled, start, end, ...row } of rows) {
    const time = { start: toInstant(start), end: toInstant(end) };
    const name = `${row.calendarId} ${row.event}`;
    if (asked.has(name) || !mayBeAway({ ...time, kind: 'free', allDay: true }, rules)) continue;
    if (opensTime({ kind: 'free', organised, titled }, { definesOpenings })) continue;
    asked.set(name, { ...row, ...time });
  }
  return [...asked.values()];
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
