-- Closed stretches of a practitioner's time, series of appointments, and what staff said yes to.

-- A sick day, a holiday: taken time, whatever openings say.
create table closures (
  practice_id uuid not null,
  closure_id uuid not null,
  practitioner_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  created_at timestamptz not null,
  primary key (practice_id, closure_id),
  foreign key (practice_id, practitioner_id) references practitioners on delete cascade
);
create index on closures (practice_id, practitioner_id, ends_at);
call tenant_table('closures');
call own_rows('closures');

-- Over busy time or outside openings by choice: not shown as needing attention while the appointment stays at this time.
create table accepted_warnings (
  practice_id uuid not null,
  appointment_id uuid not null,
  starts_at timestamptz not null,
  code text not null,
  primary key (practice_id, appointment_id, starts_at, code),
  foreign key (practice_id, appointment_id) references appointments on delete cascade
);
call tenant_table('accepted_warnings');

-- Booked together: one mail tells of them all.
alter table appointments add column series_id uuid;
create index on appointments (practice_id, series_id) where series_id is not null;
alter table notices drop constraint notices_kind_check;
alter table notices add constraint notices_kind_check check (
  kind in ('confirmation', 'change', 'cancellation', 'reminder', 'booked', 'moved', 'cancelled', 'series'));

-- What is looked for at the desk: who bounced and has an appointment, and where confirmed ones lie ahead.
create index on patients (practice_id, lower(name));
