-- why: a calendar program reads without signing in, so a calendar has an address that is its own key. It can be taken
-- back; only its digest is kept, so a copy of this table opens nothing.
create table platform.calendar_address (
  id uuid not null constraint platform_calendar_address_key primary key,
  -- Whose calendar: the noun of a subject ('person' for one's own).
  of_kind text not null,
  of_id uuid not null constraint platform_calendar_address_of references platform.subject (id),
  -- With whose eyes it is read, as they are at each reading.
  person uuid not null constraint platform_calendar_address_person references platform.subject (id),
  secret_hash bytea not null constraint platform_calendar_address_secret_hash unique,
  name text not null constraint platform_calendar_address_name_length check (char_length(name) between 1 and 100),
  created_at timestamptz not null,
  revoked_at timestamptz,
  -- The day is enough to see whether anything still reads it; a moment would be a write at each poll.
  last_read_on date
);
create index platform_calendar_address_by_person on platform.calendar_address (person) where revoked_at is null;
