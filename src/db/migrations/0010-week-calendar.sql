-- Appointment types have a colour at the desk: a name, so that light and dark pages each choose what can be read.
alter table appointment_types
  add column colour text not null default 'teal'
  check (colour in ('teal', 'blue', 'violet', 'rose', 'amber', 'green', 'slate'));
