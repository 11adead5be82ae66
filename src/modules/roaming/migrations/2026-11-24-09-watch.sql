-- What a watch found in the probe's own word, which watches are over, whether a trouble leaves a way round it, and how
-- long each member's people could sign in on each day: hours are many, and the public page shows ninety days.
alter table roaming.watch
  -- 'answered', 'accepted', 'rejected', 'silence', ...; null until it was looked at.
  add column found text,
  -- When a worker took it to look at; null again when what it found is recorded.
  add column claimed_at timestamptz,
  -- What it watched is no more; its hours stay.
  add column ended_at timestamptz;

alter table roaming.trouble add column is_partial boolean not null default false;
create index roaming_trouble_of on roaming.trouble (member_id, opened_at desc);

-- Null is the federation itself.
create table roaming.available_day (
  member_id uuid,
  day date not null,
  watched_hours double precision not null,
  available_hours double precision not null,
  constraint roaming_available_day_once unique nulls not distinct (member_id, day),
  constraint roaming_available_day_member foreign key (member_id) references roaming.member (id),
  constraint roaming_available_day_order check (available_hours between 0 and watched_hours and watched_hours <= 25)
);
