-- Finding things: one row for each record that can be found, written in the same transaction as the record. Words
-- are stemmed as English and none is left out: "IT", "Will" and "May" are words that a county looks for. The table
-- of audiences holds each list of keys once, so that a search compares one identifier a row instead of two lists.
create text search dictionary platform.stem (template = snowball, language = english);
create text search configuration platform.words (copy = pg_catalog.english);
alter text search configuration platform.words
  alter mapping for asciiword, word, numword with platform.stem;

create table platform.search_audience (
  id uuid not null,
  keys text[] not null,
  constraint platform_search_audience_key primary key (id),
  constraint platform_search_audience_said check (cardinality(keys) > 0)
);
create index platform_search_audience_by_keys on platform.search_audience using gin (keys);

create table platform.search_entry (
  kind text not null,
  id uuid not null,
  title text not null,
  words text not null,
  href text not null,
  at date,
  body uuid,
  audience_id uuid not null,
  title_vector tsvector not null,
  vector tsvector not null,
  constraint platform_search_entry_key primary key (kind, id),
  constraint platform_search_entry_audience foreign key (audience_id) references platform.search_audience (id)
);
-- A short list of what is new, because every search has to read through it.
create index platform_search_entry_by_vector on platform.search_entry using gin (vector) with (gin_pending_list_limit = 512);
create index platform_search_entry_by_title on platform.search_entry using gin (title_vector) with (gin_pending_list_limit = 512);
create index platform_search_entry_by_day on platform.search_entry (at desc nulls last);

-- What was read out of a file, so that it is read once; or why nothing was.
create table platform.search_file (
  file_id uuid not null,
  words text not null,
  note text,
  read_at timestamptz not null,
  constraint platform_search_file_key primary key (file_id),
  constraint platform_search_file_of foreign key (file_id) references platform.file (id)
);

-- When the index was built from the records, and what the last look at a sample of it found.
create table platform.search_state (
  single boolean not null default true,
  built_at timestamptz,
  checked_at timestamptz,
  checked integer not null default 0,
  repaired integer not null default 0,
  constraint platform_search_state_key primary key (single),
  constraint platform_search_state_one_row check (single)
);
