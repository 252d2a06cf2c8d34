-- A notice may name the resource that its channel watches: another one is not its notice (failures C02).
drop function push_notice(text, bytea, timestamptz, interval);
create function push_notice(channel text, secret bytea, named text, at timestamptz, apart interval) returns boolean
language sql security definer set search_path = public
as $$
  with known as (
    select c.calendar_id from push_channels c
    where c.channel_id = channel and c.secret_hash = secret and c.expires_at > at
      and (named is null or c.resource is null or c.resource = named)),
  told as (
    update due_calendars d set due_at = least(d.due_at, greatest(at, coalesce(d.pushed_at, '-infinity') + apart)), pushed_at = at
    from known k where d.calendar_id = k.calendar_id returning 1)
  select exists (select from known)
$$;
