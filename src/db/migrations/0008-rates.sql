-- Counters of limits (src/domain/rates.ts): what a network, an address or a key did in a stretch of time. Routing: a keyed
-- hash, a time and a count; no personal data, no row-level security, reached by the function only.
create table rates (
  key_hash bytea primary key check (length(key_hash) = 32),
  count integer not null,
  ends_at timestamptz not null
);
create index on rates (ends_at);

-- Counts one more and returns null, or the time from which it is allowed again when there were `most` in the stretch. A
-- refused one does not lengthen the wait. Each new counter clears away some that are over, so that none outlives its use by much.
create function rate_hit(key bytea, stretch interval, most integer, at timestamptz) returns timestamptz
language plpgsql security definer set search_path = public
as $$
declare
  counted integer;
  until timestamptz;
begin
  insert into rates as r (key_hash, count, ends_at) values (key, 1, at + stretch)
  on conflict (key_hash) do update set
    count = case when r.ends_at <= at then 1 else least(r.count, most) + 1 end,
    -- A clock that was set back must not keep anybody out for longer than the stretch.
    ends_at = case when r.ends_at <= at then at + stretch else least(r.ends_at, at + stretch) end
  returning r.count, r.ends_at into counted, until;
  if counted = 1 then
    delete from rates where key_hash in (
      select key_hash from rates where ends_at < at - interval '1 hour' limit 5 for update skip locked);
  end if;
  return case when counted > most then until end;
end $$;
