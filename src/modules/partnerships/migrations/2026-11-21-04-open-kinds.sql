-- why: a new sort of partnership must not wait for a programmer: its kind is a word, and those we know have a title.
alter table partnerships.partnership
  drop constraint partnerships_partnership_kind,
  add constraint partnerships_partnership_kind check (kind ~ '^[a-z0-9]+(_[a-z0-9]+)*$' and char_length(kind) <= 40);
