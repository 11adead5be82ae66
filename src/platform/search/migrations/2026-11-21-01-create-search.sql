-- Finding things: one row for each record that can be found, written in the same transaction as the record.
create table platform.search_entry (
  kind text not null,
  id uuid not null,
  title text not null,
  words text not null,
  href text not null,
  at date,
  body uuid,
  audience text[] not null,
  vector tsvector not null generated always as (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', words), 'C')
  ) stored,
  constraint platform_search_entry_key primary key (kind, id),
  constraint platform_search_entry_audience_said check (cardinality(audience) > 0)
);
create index platform_search_entry_by_vector on platform.search_entry using gin (vector);
