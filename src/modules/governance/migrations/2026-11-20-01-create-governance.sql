-- Bodies under dated rule profiles, their meetings, agenda, papers, attendance, interests, decisions and minutes:
-- what a group that decides needs so that what was decided can be shown to have been decided.
create schema governance;

-- Dated data: changing a rule adds a row from a day on, and never alters what was done under the former one.
create table governance.rule_profile (
  id uuid not null,
  code text not null,
  name text not null,
  statutory boolean not null,
  notice_days integer not null,
  day_basis text not null,
  quorum_of text not null,
  quorum_numerator integer not null,
  quorum_denominator integer not null,
  quorum_least integer not null,
  from_on date not null,
  source text not null,
  source_url text,
  constraint governance_rule_profile_key primary key (id),
  constraint governance_rule_profile_once unique (code, from_on),
  constraint governance_rule_profile_notice_sensible check (notice_days between 0 and 28),
  constraint governance_rule_profile_basis_known check (day_basis in ('working-days', 'calendar-days')),
  constraint governance_rule_profile_quorum_known check (quorum_of in ('organisations', 'members')),
  constraint governance_rule_profile_quorum_sensible
    check (quorum_numerator between 0 and quorum_denominator and quorum_denominator > 0 and quorum_least >= 0)
);

create table governance.body (
  id uuid not null,
  group_id uuid,
  organisation_id uuid,
  name text not null,
  profile_code text not null,
  notice_days integer,
  version integer not null default 1,
  constraint governance_body_key primary key (id),
  constraint governance_body_group_unique unique (group_id),
  constraint governance_body_subject foreign key (id) references platform.subject (id),
  constraint governance_body_group foreign key (group_id) references groups."group" (id),
  constraint governance_body_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint governance_body_of_something check (group_id is not null or organisation_id is not null),
  constraint governance_body_notice_sensible check (notice_days between 0 and 5)
);

create table governance.meeting (
  id uuid not null,
  body_id uuid not null,
  title text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  place text not null,
  site_id uuid,
  joining text,
  state text not null default 'planned',
  profile_id uuid,
  notice_days integer,
  published_at timestamptz,
  urgency text,
  urgency_by uuid,
  cancelled_because text,
  minutes_approved_at_meeting_id uuid,
  version integer not null default 1,
  constraint governance_meeting_key primary key (id),
  constraint governance_meeting_subject foreign key (id) references platform.subject (id),
  constraint governance_meeting_body foreign key (body_id) references governance.body (id),
  constraint governance_meeting_site foreign key (site_id) references organisations.site (id),
  constraint governance_meeting_profile foreign key (profile_id) references governance.rule_profile (id),
  constraint governance_meeting_urgency_by foreign key (urgency_by) references organisations.person (id),
  constraint governance_meeting_approved_at
    foreign key (minutes_approved_at_meeting_id) references governance.meeting (id),
  constraint governance_meeting_state_known
    check (state in ('planned', 'published', 'held', 'minuted', 'approved', 'cancelled')),
  constraint governance_meeting_times_in_order check (ends_at > starts_at),
  constraint governance_meeting_published_under_rules
    check (state in ('planned', 'cancelled') or (published_at is not null and profile_id is not null))
);
create index governance_meeting_by_body on governance.meeting (body_id, starts_at);
create index governance_meeting_by_time on governance.meeting (starts_at);

create table governance.agenda_item (
  id uuid not null,
  body_id uuid not null,
  meeting_id uuid,
  position integer,
  title text not null,
  kind text not null,
  subject_id uuid,
  address text,
  recommendation text,
  reasons text,
  alternatives text,
  outcomes text[] not null,
  raised_by text not null,
  raised_at timestamptz not null,
  state text not null default 'awaiting',
  late_because text,
  late_by uuid,
  version integer not null default 1,
  constraint governance_agenda_item_key primary key (id),
  constraint governance_agenda_item_body foreign key (body_id) references governance.body (id),
  constraint governance_agenda_item_meeting foreign key (meeting_id) references governance.meeting (id),
  constraint governance_agenda_item_subject foreign key (subject_id) references platform.subject (id),
  constraint governance_agenda_item_late_by foreign key (late_by) references organisations.person (id),
  constraint governance_agenda_item_kind_known check (kind in ('decide', 'note', 'discuss', 'minutes')),
  constraint governance_agenda_item_state_known check (state in ('awaiting', 'listed', 'considered', 'withdrawn')),
  constraint governance_agenda_item_on_agenda check (state in ('awaiting', 'withdrawn') or meeting_id is not null),
  constraint governance_agenda_item_position_unique unique (meeting_id, position) deferrable initially deferred
);
create index governance_agenda_item_by_body on governance.agenda_item (body_id, state);
create index governance_agenda_item_by_subject on governance.agenda_item (subject_id);
-- One open question about a record at a time, whoever asks it twice.
create unique index governance_agenda_item_one_open
  on governance.agenda_item (subject_id) where state in ('awaiting', 'listed');

create table governance.paper (
  id uuid not null,
  agenda_item_id uuid not null,
  title text not null,
  author_person_id uuid,
  summary text not null,
  body text not null,
  recommendations text[] not null,
  classification text not null,
  state text not null default 'draft',
  equality_outcome text,
  equality_reasoning text,
  equality_assessor_id uuid,
  equality_assessed_on date,
  published_number integer,
  version integer not null default 1,
  constraint governance_paper_key primary key (id),
  constraint governance_paper_item_unique unique (agenda_item_id),
  constraint governance_paper_item foreign key (agenda_item_id) references governance.agenda_item (id),
  constraint governance_paper_author foreign key (author_person_id) references organisations.person (id),
  constraint governance_paper_equality_assessor
    foreign key (equality_assessor_id) references organisations.person (id),
  constraint governance_paper_classification_known check (classification in ('open', 'members')),
  constraint governance_paper_state_known check (state in ('draft', 'cleared', 'published')),
  constraint governance_paper_equality_known check (equality_outcome in ('relevance', 'no-relevance')),
  constraint governance_paper_cleared_when_screened
    check (state = 'draft' or (equality_outcome is not null and equality_assessed_on is not null))
);

-- A published paper is kept as it was read: replacing it adds a number and says what changed.
create table governance.paper_version (
  id uuid not null,
  paper_id uuid not null,
  number integer not null,
  title text not null,
  summary text not null,
  body text not null,
  recommendations text[] not null,
  change_note text,
  published_at timestamptz not null,
  published_by uuid,
  constraint governance_paper_version_key primary key (id),
  constraint governance_paper_version_once unique (paper_id, number),
  constraint governance_paper_version_paper foreign key (paper_id) references governance.paper (id),
  constraint governance_paper_version_published_by foreign key (published_by) references organisations.person (id),
  constraint governance_paper_version_says_what_changed check (number = 1 or change_note is not null)
);

create table governance.attendance (
  id uuid not null,
  meeting_id uuid not null,
  person_id uuid not null,
  organisation_id uuid not null,
  state text not null,
  votes boolean not null,
  constraint governance_attendance_key primary key (id),
  constraint governance_attendance_once unique (meeting_id, person_id),
  constraint governance_attendance_meeting foreign key (meeting_id) references governance.meeting (id),
  constraint governance_attendance_person foreign key (person_id) references organisations.person (id),
  constraint governance_attendance_organisation
    foreign key (organisation_id) references organisations.organisation (id),
  constraint governance_attendance_state_known check (state in ('present', 'apologies', 'substitute'))
);
create index governance_attendance_by_person on governance.attendance (person_id);

create table governance.interest (
  id uuid not null,
  person_id uuid not null,
  subject_id uuid not null,
  meeting_id uuid,
  nature text not null,
  declared_on date not null,
  ended_on date,
  constraint governance_interest_key primary key (id),
  constraint governance_interest_person foreign key (person_id) references organisations.person (id),
  constraint governance_interest_subject foreign key (subject_id) references platform.subject (id),
  constraint governance_interest_meeting foreign key (meeting_id) references governance.meeting (id),
  constraint governance_interest_dates_in_order check (ended_on is null or ended_on >= declared_on)
);
create unique index governance_interest_once on governance.interest (person_id, subject_id) where ended_on is null;
create index governance_interest_by_subject on governance.interest (subject_id);

create table governance.decision (
  id uuid not null,
  reference text not null,
  agenda_item_id uuid not null,
  meeting_id uuid not null,
  body_id uuid not null,
  subject_id uuid,
  outcome text not null,
  decision text not null,
  reasons text not null,
  alternatives text not null,
  interests_text text not null,
  decided_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  supersedes_id uuid,
  corrected_because text,
  constraint governance_decision_key primary key (id),
  constraint governance_decision_reference_unique unique (reference),
  constraint governance_decision_superseded_once unique (supersedes_id),
  constraint governance_decision_item foreign key (agenda_item_id) references governance.agenda_item (id),
  constraint governance_decision_meeting foreign key (meeting_id) references governance.meeting (id),
  constraint governance_decision_body foreign key (body_id) references governance.body (id),
  constraint governance_decision_subject foreign key (subject_id) references platform.subject (id),
  constraint governance_decision_recorded_by foreign key (recorded_by) references organisations.person (id),
  constraint governance_decision_supersedes foreign key (supersedes_id) references governance.decision (id),
  constraint governance_decision_filled
    check (decision <> '' and reasons <> '' and alternatives <> '' and interests_text <> ''),
  constraint governance_decision_correction_explained
    check ((supersedes_id is null) = (corrected_because is null))
);
-- An item is decided once; what follows corrects the words.
create unique index governance_decision_item_once on governance.decision (agenda_item_id) where supersedes_id is null;
create index governance_decision_by_subject on governance.decision (subject_id);
create index governance_decision_by_day on governance.decision (decided_on);

create table governance.vote (
  id uuid not null,
  decision_id uuid not null,
  organisation_id uuid not null,
  person_id uuid not null,
  choice text not null,
  constraint governance_vote_key primary key (id),
  constraint governance_vote_one_an_organisation unique (decision_id, organisation_id),
  constraint governance_vote_decision foreign key (decision_id) references governance.decision (id),
  constraint governance_vote_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint governance_vote_person foreign key (person_id) references organisations.person (id),
  constraint governance_vote_choice_known check (choice in ('for', 'against', 'abstain'))
);

create table governance.minute (
  id uuid not null,
  agenda_item_id uuid not null,
  meeting_id uuid not null,
  text text not null,
  edited boolean not null default false,
  version integer not null default 1,
  constraint governance_minute_key primary key (id),
  constraint governance_minute_item_unique unique (agenda_item_id),
  constraint governance_minute_item foreign key (agenda_item_id) references governance.agenda_item (id),
  constraint governance_minute_meeting foreign key (meeting_id) references governance.meeting (id)
);

-- Undertakings given in a meeting: who does what by when, until it is closed with a note.
create table governance.undertaking (
  id uuid not null,
  agenda_item_id uuid not null,
  meeting_id uuid not null,
  what text not null,
  owner_person_id uuid not null,
  due_on date not null,
  closed_on date,
  closing_note text,
  version integer not null default 1,
  constraint governance_undertaking_key primary key (id),
  constraint governance_undertaking_item foreign key (agenda_item_id) references governance.agenda_item (id),
  constraint governance_undertaking_meeting foreign key (meeting_id) references governance.meeting (id),
  constraint governance_undertaking_owner foreign key (owner_person_id) references organisations.person (id),
  constraint governance_undertaking_closed_with_note check ((closed_on is null) = (closing_note is null))
);
create index governance_undertaking_by_owner on governance.undertaking (owner_person_id) where closed_on is null;

-- A decision, a vote and a published paper are records of what happened: nobody edits what happened.
create function governance.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of %.% are never changed', tg_table_schema, tg_table_name;
end
$$;
create trigger governance_decision_kept before update or delete on governance.decision
  for each row execute function governance.refuse_change();
create trigger governance_vote_kept before update or delete on governance.vote
  for each row execute function governance.refuse_change();
create trigger governance_paper_version_kept before update or delete on governance.paper_version
  for each row execute function governance.refuse_change();

-- What other modules may join with: decisions as they stand, and interests by person and record.
create view governance.decision_card as
  select d.id, d.reference, d.agenda_item_id, d.meeting_id, d.body_id, d.subject_id, d.outcome, d.decided_on,
         i.title
  from governance.decision d
  join governance.agenda_item i on i.id = d.agenda_item_id
  where not exists (select 1 from governance.decision later where later.supersedes_id = d.id);
create view governance.interest_card as
  select id, person_id, subject_id, declared_on, ended_on from governance.interest;
create view governance.meeting_card as
  select m.id, m.body_id, b.group_id, m.title, m.starts_at, m.state
  from governance.meeting m join governance.body b on b.id = m.body_id;
