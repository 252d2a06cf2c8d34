-- Sweeping: what ran out is forgotten, once a day, by whichever process comes first.
alter table installation add column swept_at timestamptz;

-- What lies outside of practices: links, sign-ins and sessions that opened nothing since `expired`, jobs that were through before
-- `told`. Jobs that were given up stay: people are shown them.
create function sweep_outside(expired timestamptz, told timestamptz)
returns table (links integer, sign_ins integer, sessions integer, jobs integer)
language sql security definer set search_path = public
as $$
  with l as (delete from token_routes where expires_at < expired returning 1),
    s as (delete from sign_in_tokens where expires_at < expired returning 1),
    o as (delete from sessions where expires_at < expired returning 1),
    j as (delete from outbox where done_at < told returning 1)
  select (select count(*) from l)::integer, (select count(*) from s)::integer, (select count(*) from o)::integer,
    (select count(*) from j)::integer
$$;
