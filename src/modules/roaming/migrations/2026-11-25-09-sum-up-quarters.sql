-- A year of three hundred realms at three hundred places is two million sums of months. The figures of a closed quarter
-- stand, so their sums are made once, when it is closed, out of its months: never a row of an open one stands here.
create table roaming.visit_quarter (
  quarter date not null,
  realm text not null,
  visited text not null,
  home_member_id uuid,
  visited_member_id uuid,
  ok bigint not null,
  fail bigint not null,
  constraint roaming_visit_quarter_once unique nulls not distinct (quarter, realm, visited, home_member_id, visited_member_id),
  constraint roaming_visit_quarter_closed foreign key (quarter) references roaming.quarter_closed (first_on),
  constraint roaming_visit_quarter_home foreign key (home_member_id) references roaming.member (id),
  constraint roaming_visit_quarter_visited foreign key (visited_member_id) references roaming.member (id),
  constraint roaming_visit_quarter_logins check (ok >= 0 and fail >= 0 and ok + fail > 0)
);
