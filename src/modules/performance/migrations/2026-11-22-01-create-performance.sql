-- How well anything does, for any record: what is measured with the versions of its definition, and every value beside
-- the text it was supplied as, because a rating that cannot be traced to what somebody wrote convinces nobody.
create schema performance;

create table performance.indicator (
  id uuid not null,
  organisation_id uuid not null,
  code text not null,
  title text not null,
  directorate text,
  partnership_id uuid,
  about_subject_id uuid,
  serves_subject_id uuid,
  why text,
  owner_person_id uuid,
  audience text not null,
  source text,
  quality_note text,
  measured_from date not null,
  retired_on date,
  retired_why text,
  version integer not null default 1,
  constraint performance_indicator_key primary key (id),
  constraint performance_indicator_subject foreign key (id) references platform.subject (id),
  constraint performance_indicator_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint performance_indicator_partnership foreign key (partnership_id) references partnerships.partnership (id),
  constraint performance_indicator_about foreign key (about_subject_id) references platform.subject (id),
  constraint performance_indicator_serves foreign key (serves_subject_id) references platform.subject (id),
  constraint performance_indicator_owner foreign key (owner_person_id) references organisations.person (id),
  constraint performance_indicator_code_unique unique (organisation_id, code),
  constraint performance_indicator_audience_known check (audience in ('public', 'partners', 'staff')),
  -- M9: "partners" are those of a partnership that is named.
  constraint performance_indicator_partners_named check (audience <> 'partners' or partnership_id is not null),
  constraint performance_indicator_retired_whole check ((retired_on is null) = (retired_why is null))
);
create index performance_indicator_by_about on performance.indicator (about_subject_id) where about_subject_id is not null;
create index performance_indicator_by_serves on performance.indicator (serves_subject_id) where serves_subject_id is not null;
create index performance_indicator_by_owner on performance.indicator (owner_person_id) where retired_on is null;
create index performance_indicator_by_partnership on performance.indicator (partnership_id) where partnership_id is not null;

-- M3: a definition is never changed. A new version begins, and what was given before keeps the one it was given under.
create table performance.definition (
  id uuid not null,
  indicator_id uuid not null,
  number integer not null,
  from_on date not null,
  what text,
  measure text not null,
  unit text,
  decimals integer not null,
  bands jsonb not null,
  direction text not null,
  frequency text not null,
  aggregation text,
  numerator text,
  denominator text,
  reason text,
  made_by_person_id uuid,
  made_at timestamptz not null,
  constraint performance_definition_key primary key (id),
  constraint performance_definition_indicator foreign key (indicator_id) references performance.indicator (id),
  constraint performance_definition_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint performance_definition_number_unique unique (indicator_id, number),
  constraint performance_definition_measure_known check (measure in ('percent', 'count', 'money', 'days', 'hours', 'ratio', 'band')),
  constraint performance_definition_direction_known check (direction in ('higher', 'lower', 'within', 'none')),
  constraint performance_definition_frequency_known check (frequency in ('monthly', 'quarterly', 'financial-year', 'academic-year', 'calendar-year')),
  constraint performance_definition_decimals_few check (decimals between 0 and 4),
  constraint performance_definition_bands_named check ((measure = 'band') = (jsonb_array_length(bands) > 0))
);

-- M1, M2: the text as supplied, and the value only where it could be read with certainty. One row stands for each kind,
-- period and body; what follows it is another row.
create table performance.value (
  id uuid not null,
  indicator_id uuid not null,
  definition_id uuid not null,
  kind text not null,
  frequency text not null,
  period_from date not null,
  period_to date not null,
  -- The other body a benchmark is of: one of ours, or a name.
  body_id uuid,
  body_name text,
  body_key text not null default '',
  source text,
  raw text not null,
  reading text not null,
  doubt text,
  question text,
  -- In the smallest unit of the definition: pence, tenths of a per cent, the place of a word in its order.
  amount bigint,
  upper_amount bigint,
  tolerance text,
  tolerance_amount bigint,
  note text,
  how text not null,
  reason text,
  follows_id uuid,
  given_by_person_id uuid,
  given_at timestamptz not null,
  superseded_at timestamptz,
  constraint performance_value_key primary key (id),
  constraint performance_value_indicator foreign key (indicator_id) references performance.indicator (id),
  constraint performance_value_definition foreign key (definition_id) references performance.definition (id),
  constraint performance_value_body foreign key (body_id) references organisations.organisation (id),
  constraint performance_value_follows foreign key (follows_id) references performance.value (id),
  constraint performance_value_given_by foreign key (given_by_person_id) references organisations.person (id),
  constraint performance_value_kind_known check (kind in ('actual', 'estimate', 'target', 'benchmark')),
  constraint performance_value_frequency_known check (frequency in ('monthly', 'quarterly', 'financial-year', 'academic-year', 'calendar-year')),
  constraint performance_value_reading_known check (reading in ('value', 'doubt', 'limit', 'not-applicable', 'words')),
  constraint performance_value_how_known check (how in ('given', 'loaded', 'corrected', 'answered')),
  constraint performance_value_period_ordered check (period_from <= period_to),
  constraint performance_value_typed check ((reading = 'value') = (amount is not null)),
  constraint performance_value_doubt_asked check ((reading = 'doubt') = (doubt is not null and question is not null)),
  constraint performance_value_body_named check ((kind = 'benchmark') = (num_nonnulls(body_id, body_name) = 1)),
  constraint performance_value_upper_of_target check (upper_amount is null or (kind = 'target' and upper_amount >= amount)),
  constraint performance_value_tolerance_of_target check (tolerance is null or (kind = 'target' and tolerance in ('absolute', 'percent'))),
  constraint performance_value_tolerance_whole check ((tolerance is null) = (tolerance_amount is null) and coalesce(tolerance_amount, 0) >= 0),
  constraint performance_value_correction_reasoned check (how <> 'corrected' or reason is not null)
);
create unique index performance_value_one_standing on performance.value (indicator_id, kind, frequency, period_from, body_key) where superseded_at is null;
create index performance_value_by_indicator on performance.value (indicator_id, kind, period_from);
create index performance_value_in_doubt on performance.value (indicator_id) where reading = 'doubt' and superseded_at is null;

-- What became of the record itself: its words as they were before, who owned it, its end.
create table performance.change (
  id uuid not null,
  indicator_id uuid not null,
  kind text not null,
  words text,
  former jsonb,
  made_by_person_id uuid,
  made_at timestamptz not null,
  constraint performance_change_key primary key (id),
  constraint performance_change_indicator foreign key (indicator_id) references performance.indicator (id),
  constraint performance_change_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint performance_change_kind_known check (kind in ('created', 'edited', 'defined', 'handed-over', 'retired'))
);
create index performance_change_by_indicator on performance.change (indicator_id, made_at);

create function performance.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of %.% are never changed', tg_table_schema, tg_table_name;
end
$$;
create trigger performance_definition_kept before update or delete on performance.definition
  for each row execute function performance.refuse_change();
create trigger performance_change_kept before update or delete on performance.change
  for each row execute function performance.refuse_change();

-- M2: a value may only be followed by another.
create function performance.keep_value() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.superseded_at is not null or new.superseded_at is null
    or (to_jsonb(new) - 'superseded_at') <> (to_jsonb(old) - 'superseded_at') then
    raise exception 'a value is never changed; another follows it';
  end if;
  return new;
end
$$;
create trigger performance_value_kept before update or delete on performance.value
  for each row execute function performance.keep_value();

-- M3: which body an indicator measures, and its code, stay: its values are about nothing else.
create function performance.keep_origin() returns trigger language plpgsql as $$
begin
  if new.organisation_id <> old.organisation_id or new.code <> old.code then
    raise exception 'an indicator keeps the body and the code it was made with';
  end if;
  return new;
end
$$;
create trigger performance_indicator_origin_kept before update on performance.indicator
  for each row execute function performance.keep_origin();
