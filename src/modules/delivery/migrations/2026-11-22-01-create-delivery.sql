-- A plan, its rounds and what was reported in them. What a round said is frozen row by row, so that a report made
-- years later counts what was known then; dates, issues and closings are added to and never overwritten.
create schema delivery;

-- Lists of words that a form offers: kinds of issue, boards, registers, milestone types. Versions are dated data.
create table delivery.codelist (
  id uuid not null,
  code text not null,
  name text not null,
  source text not null,
  constraint delivery_codelist_key primary key (id),
  constraint delivery_codelist_code_unique unique (code)
);

create table delivery.codelist_version (
  id uuid not null,
  codelist_id uuid not null,
  number integer not null,
  from_on date not null,
  -- [{ code, label, aliases: [], maps: { other list: code }, note }]
  entries jsonb not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_codelist_version_key primary key (id),
  constraint delivery_codelist_version_codelist foreign key (codelist_id) references delivery.codelist (id),
  constraint delivery_codelist_version_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_codelist_version_number_unique unique (codelist_id, number)
);

create table delivery.template (
  id uuid not null,
  code text not null,
  name text not null,
  retired_on date,
  version integer not null default 1,
  constraint delivery_template_key primary key (id),
  constraint delivery_template_code_unique unique (code)
);

create table delivery.template_version (
  id uuid not null,
  template_id uuid not null,
  number integer not null,
  from_on date not null,
  content jsonb not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_template_version_key primary key (id),
  constraint delivery_template_version_template foreign key (template_id) references delivery.template (id),
  constraint delivery_template_version_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_template_version_number_unique unique (template_id, number)
);

create table delivery.plan (
  id uuid not null,
  code text not null,
  title text not null,
  purpose text,
  organisation_id uuid,
  partnership_id uuid,
  group_id uuid,
  template_version_id uuid not null,
  audience text not null,
  audience_id uuid not null,
  from_on date not null,
  until_on date not null,
  state text not null default 'draft',
  approved_on date,
  approved_by_words text,
  approval_subject_id uuid,
  closed_on date,
  version integer not null default 1,
  constraint delivery_plan_key primary key (id),
  constraint delivery_plan_subject foreign key (id) references platform.subject (id),
  constraint delivery_plan_code_unique unique (code),
  constraint delivery_plan_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint delivery_plan_partnership foreign key (partnership_id) references partnerships.partnership (id),
  constraint delivery_plan_group foreign key (group_id) references groups."group" (id),
  constraint delivery_plan_template_version foreign key (template_version_id) references delivery.template_version (id),
  constraint delivery_plan_approval foreign key (approval_subject_id) references platform.subject (id),
  constraint delivery_plan_one_body check (num_nonnulls(organisation_id, partnership_id) = 1),
  constraint delivery_plan_state_known check (state in ('draft', 'approved', 'closed')),
  constraint delivery_plan_audience_known check (audience in ('staff', 'partners', 'group', 'public')),
  constraint delivery_plan_until_after_from check (until_on > from_on),
  constraint delivery_plan_approved_with_day check ((state = 'draft') = (approved_on is null))
);

create table delivery.section (
  id uuid not null,
  plan_id uuid not null,
  code text not null,
  words text not null,
  version integer not null default 1,
  constraint delivery_section_key primary key (id),
  constraint delivery_section_plan foreign key (plan_id) references delivery.plan (id),
  constraint delivery_section_code_unique unique (plan_id, code)
);

create table delivery.officer (
  id uuid not null,
  plan_id uuid not null,
  person_id uuid not null,
  from_on date not null,
  ended_on date,
  constraint delivery_officer_key primary key (id),
  constraint delivery_officer_plan foreign key (plan_id) references delivery.plan (id),
  constraint delivery_officer_person foreign key (person_id) references organisations.person (id)
);
create unique index delivery_officer_once on delivery.officer (plan_id, person_id) where ended_on is null;
create index delivery_officer_by_person on delivery.officer (person_id) where ended_on is null;

-- A directorate or unit, by which completion is watched; its director signs off.
create table delivery.unit (
  id uuid not null,
  plan_id uuid not null,
  code text not null,
  name text not null,
  director_person_id uuid,
  version integer not null default 1,
  constraint delivery_unit_key primary key (id),
  constraint delivery_unit_plan foreign key (plan_id) references delivery.plan (id),
  constraint delivery_unit_director foreign key (director_person_id) references organisations.person (id),
  constraint delivery_unit_code_unique unique (plan_id, code)
);

create table delivery.outcome (
  id uuid not null,
  plan_id uuid not null,
  number integer not null,
  title text not null,
  statement text,
  block text,
  lead_person_id uuid,
  is_enabling boolean not null default false,
  target text,
  reward text,
  version integer not null default 1,
  constraint delivery_outcome_key primary key (id),
  constraint delivery_outcome_subject foreign key (id) references platform.subject (id),
  constraint delivery_outcome_plan foreign key (plan_id) references delivery.plan (id),
  constraint delivery_outcome_lead foreign key (lead_person_id) references organisations.person (id),
  constraint delivery_outcome_number_unique unique (plan_id, number),
  constraint delivery_outcome_number_not_negative check (number >= 0)
);

create table delivery.activity (
  id uuid not null,
  plan_id uuid not null,
  outcome_id uuid not null,
  unit_id uuid,
  number integer not null,
  title text not null,
  description text,
  lead_person_id uuid,
  director_person_id uuid,
  original_end date,
  -- As they stand now: the newest of delivery.date_change. Null when never revised.
  revised_end date,
  revised_go_live date,
  is_monitored boolean not null default true,
  added_on date not null,
  version integer not null default 1,
  constraint delivery_activity_key primary key (id),
  constraint delivery_activity_subject foreign key (id) references platform.subject (id),
  constraint delivery_activity_plan foreign key (plan_id) references delivery.plan (id),
  constraint delivery_activity_outcome foreign key (outcome_id) references delivery.outcome (id),
  constraint delivery_activity_unit foreign key (unit_id) references delivery.unit (id),
  constraint delivery_activity_lead foreign key (lead_person_id) references organisations.person (id),
  constraint delivery_activity_director foreign key (director_person_id) references organisations.person (id),
  constraint delivery_activity_number_unique unique (plan_id, number),
  constraint delivery_activity_number_positive check (number > 0)
);
create index delivery_activity_by_outcome on delivery.activity (outcome_id);
create index delivery_activity_by_lead on delivery.activity (lead_person_id);

create table delivery.delegation (
  id uuid not null,
  activity_id uuid not null,
  person_id uuid not null,
  given_by_person_id uuid,
  from_on date not null,
  ended_on date,
  constraint delivery_delegation_key primary key (id),
  constraint delivery_delegation_activity foreign key (activity_id) references delivery.activity (id),
  constraint delivery_delegation_person foreign key (person_id) references organisations.person (id),
  constraint delivery_delegation_given_by foreign key (given_by_person_id) references organisations.person (id)
);
create unique index delivery_delegation_once on delivery.delegation (activity_id, person_id) where ended_on is null;
create index delivery_delegation_by_person on delivery.delegation (person_id) where ended_on is null;

create table delivery.milestone (
  id uuid not null,
  activity_id uuid not null,
  kind text not null,
  title text not null,
  due_on date not null,
  certainty text not null,
  met_on date,
  dropped_on date,
  dropped_why text,
  version integer not null default 1,
  constraint delivery_milestone_key primary key (id),
  constraint delivery_milestone_activity foreign key (activity_id) references delivery.activity (id),
  constraint delivery_milestone_certainty_known check (certainty in ('specific', 'estimated'))
);
create index delivery_milestone_by_activity on delivery.milestone (activity_id);

-- The golden thread: what serves what, from a person's action up to a strategy's outcome.
create table delivery.thread (
  id uuid not null,
  lower_subject_id uuid not null,
  upper_subject_id uuid not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_thread_key primary key (id),
  constraint delivery_thread_lower foreign key (lower_subject_id) references platform.subject (id),
  constraint delivery_thread_upper foreign key (upper_subject_id) references platform.subject (id),
  constraint delivery_thread_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_thread_once unique (lower_subject_id, upper_subject_id),
  constraint delivery_thread_not_itself check (lower_subject_id <> upper_subject_id)
);
create index delivery_thread_by_upper on delivery.thread (upper_subject_id);

-- A rule of the plan and the period from which it applies, such as "late-end-is-not-on-track".
create table delivery.policy (
  id uuid not null,
  plan_id uuid not null,
  rule text not null,
  applies_from date not null,
  ended_on date,
  words text not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_policy_key primary key (id),
  constraint delivery_policy_plan foreign key (plan_id) references delivery.plan (id),
  constraint delivery_policy_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_policy_once unique (plan_id, rule, applies_from)
);

create table delivery.round (
  id uuid not null,
  plan_id uuid not null,
  code text not null,
  title text not null,
  period_from date not null,
  period_until date not null,
  -- Null only where a file tells of a round of the past without saying when it was open.
  opens_at timestamptz,
  closes_at timestamptz,
  state text not null default 'planned',
  opened_at timestamptz,
  closed_at timestamptz,
  is_imported boolean not null default false,
  version integer not null default 1,
  constraint delivery_round_key primary key (id),
  constraint delivery_round_subject foreign key (id) references platform.subject (id),
  constraint delivery_round_plan foreign key (plan_id) references delivery.plan (id),
  constraint delivery_round_code_unique unique (plan_id, code),
  constraint delivery_round_period_in_order check (period_until > period_from),
  constraint delivery_round_window_in_order check (closes_at > opens_at),
  constraint delivery_round_window_known check (is_imported or (opens_at is not null and closes_at is not null)),
  constraint delivery_round_state_known check (state in ('planned', 'open', 'closed', 'frozen'))
);
-- One window at a time: two rounds open at once would ask the same questions twice.
create unique index delivery_round_one_open on delivery.round (plan_id) where state = 'open';
create index delivery_round_by_clock on delivery.round (state, opens_at, closes_at);

create table delivery.submission (
  id uuid not null,
  round_id uuid not null,
  activity_id uuid not null,
  state text not null default 'draft',
  status text,
  status_source text not null default 'reported',
  progress text,
  mitigations text,
  mitigation_ticked text,
  -- The dates as this report says them; null: as they stand in the plan.
  revised_end date,
  revised_go_live date,
  has_milestones boolean,
  registers text[],
  risk_reference text,
  -- { question: 'confirmed' | 'changed' } for every question that was pre-filled.
  confirmed jsonb not null,
  -- What had to be confirmed with a reason: [{ doubt, reason }].
  explained jsonb not null,
  -- What a file said and could not be read for certain: [{ column, raw, question }].
  doubts jsonb not null,
  raw jsonb,
  is_late boolean not null default false,
  prepared_by_person_id uuid,
  submitted_at timestamptz,
  signed_by_person_id uuid,
  signed_at timestamptz,
  returned_words text,
  saved_at timestamptz not null,
  version integer not null default 1,
  constraint delivery_submission_key primary key (id),
  constraint delivery_submission_round foreign key (round_id) references delivery.round (id),
  constraint delivery_submission_activity foreign key (activity_id) references delivery.activity (id),
  constraint delivery_submission_prepared_by foreign key (prepared_by_person_id) references organisations.person (id),
  constraint delivery_submission_signed_by foreign key (signed_by_person_id) references organisations.person (id),
  constraint delivery_submission_once unique (round_id, activity_id),
  constraint delivery_submission_state_known check (state in ('draft', 'submitted', 'returned', 'signed')),
  constraint delivery_submission_status_known check (status in ('on_track', 'remedial_action', 'unlikely', 'not_started')),
  constraint delivery_submission_source_known check (status_source in ('reported', 'printed', 'implied')),
  constraint delivery_submission_ticked_known check (mitigation_ticked in ('yes', 'no')),
  -- Nobody signs off what they prepared themselves.
  constraint delivery_submission_two_people check (signed_by_person_id <> prepared_by_person_id)
);
create index delivery_submission_by_activity on delivery.submission (activity_id);

create table delivery.submission_issue (
  id uuid not null,
  submission_id uuid not null,
  -- Null while a label of a file is not settled.
  code text,
  label text not null,
  codelist_version_id uuid,
  words text,
  answer text not null,
  carried_from_id uuid,
  outcome text,
  outcome_words text,
  constraint delivery_submission_issue_key primary key (id),
  constraint delivery_submission_issue_submission foreign key (submission_id) references delivery.submission (id) on delete cascade,
  constraint delivery_submission_issue_codelist_version foreign key (codelist_version_id) references delivery.codelist_version (id),
  constraint delivery_submission_issue_carried_from foreign key (carried_from_id) references delivery.submission_issue (id),
  constraint delivery_submission_issue_answer_known check (answer in ('raised', 'carried', 'closed')),
  constraint delivery_submission_issue_outcome_known check (outcome in ('resolved', 'accepted', 'became-risk', 'no-longer-applies')),
  constraint delivery_submission_issue_closed_with_outcome check ((answer = 'closed') = (outcome is not null))
);
create index delivery_submission_issue_by_submission on delivery.submission_issue (submission_id);

-- A board's three separate answers; `undefined_tick` is what a file ticked without saying what it means.
create table delivery.submission_board (
  id uuid not null,
  submission_id uuid not null,
  board text not null,
  reported boolean,
  expected boolean,
  booked boolean,
  undefined_tick text,
  constraint delivery_submission_board_key primary key (id),
  constraint delivery_submission_board_submission foreign key (submission_id) references delivery.submission (id) on delete cascade,
  constraint delivery_submission_board_once unique (submission_id, board)
);

-- Every date an activity was ever given, added to and never overwritten.
create table delivery.date_change (
  id uuid not null,
  activity_id uuid not null,
  round_id uuid,
  what text not null,
  former date,
  becomes date,
  reason text,
  cause text,
  source text not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_date_change_key primary key (id),
  constraint delivery_date_change_activity foreign key (activity_id) references delivery.activity (id),
  constraint delivery_date_change_round foreign key (round_id) references delivery.round (id),
  constraint delivery_date_change_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_date_change_what_known check (what in ('original-end', 'end', 'go-live')),
  constraint delivery_date_change_cause_known check (cause in ('internal', 'external')),
  constraint delivery_date_change_source_known check (source in ('plan', 'report', 'file'))
);
create index delivery_date_change_by_activity on delivery.date_change (activity_id, made_at);

-- A late entry somebody asked for.
create table delivery.extension (
  id uuid not null,
  round_id uuid not null,
  activity_id uuid not null,
  asked_by_person_id uuid,
  asked_at timestamptz not null,
  why text not null,
  state text not null default 'asked',
  until_at timestamptz,
  answered_by_person_id uuid,
  answered_at timestamptz,
  answer_words text,
  version integer not null default 1,
  constraint delivery_extension_key primary key (id),
  constraint delivery_extension_round foreign key (round_id) references delivery.round (id),
  constraint delivery_extension_activity foreign key (activity_id) references delivery.activity (id),
  constraint delivery_extension_asked_by foreign key (asked_by_person_id) references organisations.person (id),
  constraint delivery_extension_answered_by foreign key (answered_by_person_id) references organisations.person (id),
  constraint delivery_extension_state_known check (state in ('asked', 'granted', 'declined')),
  constraint delivery_extension_granted_until check ((state = 'granted') = (until_at is not null))
);
create unique index delivery_extension_once on delivery.extension (round_id, activity_id) where state = 'asked';

-- A frozen version of a round: its head here, its rows below, the hash over both.
create table delivery.frozen (
  id uuid not null,
  round_id uuid not null,
  number integer not null,
  head jsonb not null,
  hash text not null,
  why text,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_frozen_key primary key (id),
  constraint delivery_frozen_round foreign key (round_id) references delivery.round (id),
  constraint delivery_frozen_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_frozen_number_unique unique (round_id, number),
  constraint delivery_frozen_correction_has_why check (number = 1 or why is not null)
);

create table delivery.frozen_row (
  frozen_id uuid not null,
  activity_id uuid not null,
  number integer not null,
  content jsonb not null,
  constraint delivery_frozen_row_key primary key (frozen_id, number),
  constraint delivery_frozen_row_frozen foreign key (frozen_id) references delivery.frozen (id),
  constraint delivery_frozen_row_activity foreign key (activity_id) references delivery.activity (id)
);
create index delivery_frozen_row_by_activity on delivery.frozen_row (activity_id);

-- Frozen is frozen, whoever asks: also a mistake of ours is refused.
create function delivery.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'A frozen version never changes.' using errcode = 'check_violation', constraint = 'delivery_frozen_never_changes';
end $$;
create trigger delivery_frozen_never_changes before update or delete on delivery.frozen for each row execute function delivery.refuse_change();
create trigger delivery_frozen_row_never_changes before update or delete on delivery.frozen_row for each row execute function delivery.refuse_change();

-- What a column of a file means, once somebody says so; until then it is kept out of every count.
create table delivery.definition (
  id uuid not null,
  plan_id uuid not null,
  column_name text not null,
  meaning text not null,
  source text not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_definition_key primary key (id),
  constraint delivery_definition_plan foreign key (plan_id) references delivery.plan (id),
  constraint delivery_definition_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_definition_once unique (plan_id, column_name),
  constraint delivery_definition_meaning_known check (meaning in ('reported', 'expected', 'booked'))
);

-- What a report stated, to be compared with what the records give.
create table delivery.stated_figure (
  id uuid not null,
  round_id uuid not null,
  ref text not null,
  position integer not null,
  statement text not null,
  stated_count integer,
  stated_of integer,
  stated_percent text,
  -- The countable statement it is compared with; null while nobody knows how to count it.
  measure text,
  raw jsonb not null,
  constraint delivery_stated_figure_key primary key (id),
  constraint delivery_stated_figure_round foreign key (round_id) references delivery.round (id),
  constraint delivery_stated_figure_ref_unique unique (round_id, ref)
);

-- Ending an activity is a decision with its own record; monitoring may go on all the same.
create table delivery.closing (
  id uuid not null,
  activity_id uuid not null,
  kind text not null,
  monitoring text not null,
  decided_on date,
  decided_by_words text,
  decision_subject_id uuid,
  reason text,
  round_id uuid,
  reopened_on date,
  reopened_why text,
  made_at timestamptz not null,
  made_by_person_id uuid,
  version integer not null default 1,
  constraint delivery_closing_key primary key (id),
  constraint delivery_closing_activity foreign key (activity_id) references delivery.activity (id),
  constraint delivery_closing_decision foreign key (decision_subject_id) references platform.subject (id),
  constraint delivery_closing_round foreign key (round_id) references delivery.round (id),
  constraint delivery_closing_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_closing_kind_known check (kind in ('business_as_usual', 'completed', 'stopped')),
  constraint delivery_closing_monitoring_known check (monitoring in ('removed', 'kept'))
);
create unique index delivery_closing_one_standing on delivery.closing (activity_id) where reopened_on is null;

-- What an author adds to the generated report, and the report as it was issued.
create table delivery.report (
  id uuid not null,
  round_id uuid not null,
  frozen_id uuid not null,
  slice text,
  title text not null,
  audience text not null,
  -- { section: words with figure references and assertions }
  words jsonb not null,
  state text not null default 'draft',
  issued_at timestamptz,
  issued_by_person_id uuid,
  version integer not null default 1,
  constraint delivery_report_key primary key (id),
  constraint delivery_report_subject foreign key (id) references platform.subject (id),
  constraint delivery_report_round foreign key (round_id) references delivery.round (id),
  constraint delivery_report_frozen foreign key (frozen_id) references delivery.frozen (id),
  constraint delivery_report_issued_by foreign key (issued_by_person_id) references organisations.person (id),
  constraint delivery_report_state_known check (state in ('draft', 'issued', 'replaced')),
  constraint delivery_report_audience_known check (audience in ('plan', 'public')),
  constraint delivery_report_issued_with_when check ((state = 'draft') = (issued_at is null))
);
