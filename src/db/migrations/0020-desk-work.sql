-- What became of appointments in a closed stretch, who has to be phoned about it, and jobs that people look after.

create table closure_changes (
  practice_id uuid not null,
  closure_id uuid not null,
  appointment_id uuid not null,
  what text not null check (what in ('moved', 'cancelled', 'replaced')),
  -- With another practitioner: the appointment that was booked in its place.
  replaced_by uuid,
  -- No mail reaches the person.
  to_call boolean not null,
  called_at timestamptz,
  changed_at timestamptz not null,
  primary key (practice_id, closure_id, appointment_id),
  foreign key (practice_id, closure_id) references closures on delete cascade,
  foreign key (practice_id, appointment_id) references appointments on delete cascade
);
call tenant_table('closure_changes');

alter table notices drop constraint notices_kind_check;
alter table notices add constraint notices_kind_check check (
  kind in ('confirmation', 'change', 'cancellation', 'reminder', 'booked', 'moved', 'cancelled', 'series', 'clash'));

-- A job of the running transaction's practice that did not go well is tried again at once, or is let go.
create function outbox_again(job bigint, at timestamptz) returns boolean
language sql security definer set search_path = public
as $$
  with again as (
    update outbox set run_at = at, dead_at = null, attempts = 0, lease_until = null
    where job_id = job and practice_id = current_practice() and done_at is null and (lease_until is null or lease_until <= at)
    returning 1)
  select exists (select from again)
$$;

create function outbox_let_go(job bigint, at timestamptz) returns boolean
language sql security definer set search_path = public
as $$
  with gone as (
    update outbox set done_at = at, lease_until = null
    where job_id = job and practice_id = current_practice() and done_at is null and dead_at is not null
    returning 1)
  select exists (select from gone)
$$;
