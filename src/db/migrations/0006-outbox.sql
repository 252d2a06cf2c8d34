-- Decided, to be told. Ids and times only, no content: a job converges to the appointment's current state when it runs.
create table outbox (
  job_id bigint generated always as identity primary key,
  practice_id uuid not null,
  kind text not null,
  -- What it must not overload (an account, or mail), and what must stay in order (appointment and target).
  lane text not null,
  ordering_key text not null,
  dedupe_key text not null unique,
  subject_id uuid not null,
  payload jsonb not null default '{}',
  payload_version integer not null default 1,
  run_at timestamptz not null,
  attempts integer not null default 0,
  lease_until timestamptz,
  done_at timestamptz,
  dead_at timestamptz,
  problem text
);
create index outbox_due on outbox (run_at) where done_at is null and dead_at is null;
create index outbox_order on outbox (ordering_key, job_id) where done_at is null and dead_at is null;
create index on outbox (practice_id);

create function outbox_add(
  wanted_kind text, wanted_lane text, ordering text, dedupe text, subject uuid, content jsonb, at timestamptz
) returns void language sql security definer set search_path = public
as $$
  insert into outbox (practice_id, kind, lane, ordering_key, dedupe_key, subject_id, payload, run_at)
  values (current_practice(), wanted_kind, wanted_lane, ordering, dedupe, subject, content, at)
  on conflict (dedupe_key) do nothing
$$;

-- Due jobs of the kinds that the caller knows (another version may know more), whose forerunner with the same ordering key is
-- through or waits for a later time. `for update skip locked`, lease instead of a held lock.
create function outbox_claim(at timestamptz, lease interval, most integer, kinds text[])
returns table (job_id bigint, practice_id uuid, kind text, lane text, subject_id uuid, payload jsonb, payload_version integer, attempts integer)
language sql security definer set search_path = public
as $$
  update outbox o set lease_until = at + lease, attempts = o.attempts + 1
  where o.job_id in (
    select j.job_id from outbox j
    where j.done_at is null and j.dead_at is null and j.run_at <= at and (j.lease_until is null or j.lease_until <= at)
      and j.kind = any(kinds)
      and not exists (
        select 1 from outbox e where e.ordering_key = j.ordering_key and e.job_id < j.job_id
          and e.done_at is null and e.dead_at is null and e.run_at <= at)
    order by j.run_at, j.job_id limit most for update skip locked)
  returning o.job_id, o.practice_id, o.kind, o.lane, o.subject_id, o.payload, o.payload_version, o.attempts
$$;

-- `tries` is the attempt that speaks: a worker whose lease ran out cannot undo what a later one did.
create function outbox_done(job bigint, at timestamptz) returns void
language sql security definer set search_path = public
as $$ update outbox set done_at = at, lease_until = null, problem = null where job_id = job and done_at is null $$;

create function outbox_retry(job bigint, tries integer, at timestamptz, why text) returns void
language sql security definer set search_path = public
as $$
  update outbox set run_at = at, lease_until = null, problem = why
  where job_id = job and attempts = tries and done_at is null and dead_at is null
$$;

create function outbox_dead(job bigint, tries integer, at timestamptz, why text) returns void
language sql security definer set search_path = public
as $$
  update outbox set dead_at = at, lease_until = null, problem = why
  where job_id = job and attempts = tries and done_at is null
$$;

create function outbox_of_practice()
returns table (job_id bigint, kind text, subject_id uuid, run_at timestamptz, attempts integer, dead_at timestamptz, problem text)
language sql stable security definer set search_path = public
as $$
  select o.job_id, o.kind, o.subject_id, o.run_at, o.attempts, o.dead_at, o.problem from outbox o
  where o.practice_id = current_practice() and o.done_at is null and (o.problem is not null or o.dead_at is not null)
  order by o.job_id
$$;
