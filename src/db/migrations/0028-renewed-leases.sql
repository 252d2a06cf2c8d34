-- A calendar that takes longer than a lease stays with whoever reads it. What was read meanwhile has none any more.
create function renew_leases(calendars uuid[], until timestamptz) returns void
language sql security definer set search_path = public
as $$
  update due_calendars set lease_until = until where calendar_id = any(calendars) and lease_until is not null
$$;
