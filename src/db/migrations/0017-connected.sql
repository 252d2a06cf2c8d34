-- When a calendar of the running practice is read next; null when it is not.
create function calendar_due_at(calendar uuid) returns timestamptz
language sql stable security definer set search_path = public
as $$ select due_at from due_calendars where calendar_id = calendar and practice_id = current_practice() $$;

-- A channel that its provider will end, by its own notice: the next reading makes another.
create function push_channel_ended(channel text, secret bytea) returns void
language sql security definer set search_path = public
as $$ delete from push_channels where channel_id = channel and secret_hash = secret $$;
