-- Openings drawn in the practitioner's own calendar: of an event only whether they organise it and whether it has the chosen title.
alter table practitioners
  -- Events that the practitioner organises and whose title is exactly this open time. Empty: none do.
  add column opening_title text not null default '' check (length(opening_title) <= 200);

alter table busy
  add column organised boolean not null default false,
  -- Its title was the chosen one when it was read. The title itself is not kept.
  add column titled boolean not null default false;
