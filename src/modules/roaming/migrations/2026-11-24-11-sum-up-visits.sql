-- A year of three hundred realms at three hundred places is millions of days; with the sums of each month and each day
-- kept beside them a page about a year reads a few thousand rows. A log knows which files it has left behind, so that
-- none is counted again, and how many lines it lost on the way.
create table roaming.visit_month (
  month date not null,
  realm text not null,
  visited text not null,
  result text not null,
  home_member_id uuid,
  visited_member_id uuid,
  logins bigint not null,
  constraint roaming_visit_month_key primary key (month, realm, visited, result),
  constraint roaming_visit_month_home foreign key (home_member_id) references roaming.member (id),
  constraint roaming_visit_month_visited foreign key (visited_member_id) references roaming.member (id),
  constraint roaming_visit_month_result check (result in ('ok', 'fail')),
  constraint roaming_visit_month_logins check (logins > 0),
  constraint roaming_visit_month_first check (extract(day from month) = 1)
);

create table roaming.visit_total (
  day date not null,
  result text not null,
  logins bigint not null,
  constraint roaming_visit_total_key primary key (day, result),
  constraint roaming_visit_total_result check (result in ('ok', 'fail')),
  constraint roaming_visit_total_logins check (logins > 0)
);

-- Of realms and places that nobody here has, only so many a day are counted by name.
create index roaming_visit_day_strange_realm on roaming.visit_day (day, realm) where home_member_id is null;
create index roaming_visit_day_strange_place on roaming.visit_day (day, visited) where visited_member_id is null;

alter table roaming.log_source
  add column earlier_identities text[] not null default '{}',
  add column dropped bigint not null default 0,
  add column cut bigint not null default 0;
create index roaming_malformed_sample_of on roaming.malformed_sample (source_id, seen_at);
