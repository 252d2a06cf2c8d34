-- After a reading the calendar is due again; a notice that came while it was asked may be about something that the answer did not
-- hold yet, and is not lost. A calendar that was let go meanwhile stays let go.
create function calendar_read(calendar uuid, due timestamptz, asked timestamptz, apart interval) returns void
language sql security definer set search_path = public
as $$
  update due_calendars set lease_until = null,
    due_at = case when pushed_at >= asked then least(due, pushed_at + apart) else due end
  where calendar_id = calendar and practice_id = current_practice()
$$;
