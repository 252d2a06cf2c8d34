-- Which long all-day events that are marked free their practitioner got a mail about ("are you away?"): once by event.
create table away_told (
  practice_id uuid not null,
  calendar_id uuid not null,
  practitioner_id uuid not null,
  -- Opaque, as in busy: the same for all occurrences of one event.
  event text not null,
  told_at timestamptz not null,
  primary key (practice_id, calendar_id, event),
  foreign key (practice_id, calendar_id) references calendars on delete cascade
);
call tenant_table('away_told');
call own_rows('away_told');
