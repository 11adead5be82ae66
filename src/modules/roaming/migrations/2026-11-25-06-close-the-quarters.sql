-- A line that came late changed the figures of a quarter whose report had long been printed. A fortnight after its end a
-- quarter is closed: its figures stand, and what comes later is kept beside them.
create table roaming.quarter_closed (
  first_on date not null,
  closed_at timestamptz not null,
  constraint roaming_quarter_closed_key primary key (first_on),
  constraint roaming_quarter_closed_first check (extract(day from first_on) = 1 and extract(month from first_on) in (1, 4, 7, 10))
);

create table roaming.late_visit (
  day date not null,
  realm text not null,
  visited text not null,
  result text not null,
  home_member_id uuid,
  visited_member_id uuid,
  logins bigint not null,
  -- When the last of them was counted.
  last_at timestamptz not null,
  constraint roaming_late_visit_key primary key (day, realm, visited, result),
  constraint roaming_late_visit_home foreign key (home_member_id) references roaming.member (id),
  constraint roaming_late_visit_visited foreign key (visited_member_id) references roaming.member (id),
  constraint roaming_late_visit_result check (result in ('ok', 'fail')),
  constraint roaming_late_visit_logins check (logins > 0)
);
