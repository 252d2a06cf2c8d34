-- An all-day event of two days or more that is marked free: is its practitioner away? Asked once by event; its time is taken until then.
create table away_answers (
  practice_id uuid not null,
  calendar_id uuid not null,
  practitioner_id uuid not null,
  -- Opaque, as in busy: the same for all occurrences of one event.
  event text not null,
  away boolean not null,
  answered_at timestamptz not null,
  primary key (practice_id, calendar_id, event),
  foreign key (practice_id, calendar_id) references calendars on delete cascade
);
call tenant_table('away_answers');
call own_rows('away_answers');
