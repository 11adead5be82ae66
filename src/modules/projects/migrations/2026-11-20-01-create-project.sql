-- why: what a decision opens is followed from its first day to its lessons: dates with their baseline, money
-- against the award, a status a month, outcomes against what was promised.
create schema projects;

create table projects.project (
  id uuid not null constraint projects_project_key primary key
    constraint projects_project_subject references platform.subject (id),
  reference text not null constraint projects_project_reference_unique unique,
  partnership_id uuid not null constraint projects_project_partnership references partnerships.partnership (id),
  group_id uuid constraint projects_project_group references groups."group" (id),
  sponsor_organisation_id uuid not null
    constraint projects_project_sponsor references organisations.organisation (id),
  manager_person_id uuid not null constraint projects_project_manager references organisations.person (id),
  title text not null,
  summary text not null,
  state text not null default 'open' constraint projects_project_state check (state in ('open', 'closed', 'stopped')),
  opened_on date not null,
  closed_on date,
  closing_words text,
  -- What it came from (a business case) and the decision that opened it.
  from_subject_id uuid constraint projects_project_origin references platform.subject (id)
    constraint projects_project_origin_unique unique,
  decision_id uuid constraint projects_project_decision references governance.decision (id),
  award_pence bigint not null default 0 constraint projects_project_award check (award_pence >= 0),
  version integer not null default 1,
  constraint projects_project_ended check ((state = 'open') = (closed_on is null)),
  constraint projects_project_order check (closed_on is null or closed_on >= opened_on)
);
create index projects_project_by_partnership on projects.project (partnership_id, state, opened_on);
create index projects_project_by_manager on projects.project (manager_person_id) where state = 'open';
create index projects_project_by_group on projects.project (group_id);
create sequence projects.project_number;

create table projects.budget_line (
  id uuid not null constraint projects_budget_line_key primary key,
  project_id uuid not null constraint projects_budget_line_project references projects.project (id),
  position integer not null,
  title text not null,
  year_starting integer not null,
  amount_pence bigint not null constraint projects_budget_line_amount check (amount_pence > 0),
  constraint projects_budget_line_position_unique unique (project_id, position)
);

create table projects.milestone (
  id uuid not null constraint projects_milestone_key primary key,
  project_id uuid not null constraint projects_milestone_project references projects.project (id),
  title text not null,
  baseline_on date not null,
  forecast_on date not null,
  actual_on date,
  version integer not null default 1
);
create index projects_milestone_by_project on projects.milestone (project_id, baseline_on);

-- P1: the baseline is what was promised. Whoever holds the database cannot change it by an update either.
create function projects.keep_baseline() returns trigger language plpgsql as $$
begin
  if new.baseline_on is distinct from old.baseline_on then
    raise exception 'the baseline of a milestone never changes' using errcode = '23514', constraint = 'projects_milestone_baseline_kept';
  end if;
  return new;
end $$;
create trigger projects_milestone_baseline before update on projects.milestone
  for each row execute function projects.keep_baseline();

create table projects.forecast (
  id uuid not null constraint projects_forecast_key primary key,
  milestone_id uuid not null constraint projects_forecast_milestone references projects.milestone (id),
  from_on date not null,
  to_on date not null,
  reason text not null,
  changed_by uuid constraint projects_forecast_person references organisations.person (id),
  changed_at timestamptz not null
);
create index projects_forecast_by_milestone on projects.forecast (milestone_id, changed_at);

create table projects.measure (
  id uuid not null constraint projects_measure_key primary key,
  project_id uuid not null constraint projects_measure_project references projects.project (id),
  title text not null,
  measure text not null,
  unit text,
  baseline text,
  target text not null,
  due_on date,
  result text,
  achieved text constraint projects_measure_achieved check (achieved in ('yes', 'partly', 'no')),
  version integer not null default 1,
  constraint projects_measure_outcome check ((achieved is null) = (result is null))
);
create index projects_measure_by_project on projects.measure (project_id, id);

create table projects.spend (
  id uuid not null constraint projects_spend_key primary key,
  project_id uuid not null constraint projects_spend_project references projects.project (id),
  budget_line_id uuid constraint projects_spend_line references projects.budget_line (id),
  supplier text not null,
  invoice_number text not null,
  spent_on date not null,
  amount_pence bigint not null constraint projects_spend_amount check (amount_pence <> 0),
  -- P2: a negative line that takes another back.
  reverses_spend_id uuid constraint projects_spend_reversed references projects.spend (id)
    constraint projects_spend_reversed_once unique,
  reason text,
  recorded_by uuid constraint projects_spend_person references organisations.person (id),
  recorded_at timestamptz not null,
  constraint projects_spend_sign check ((reverses_spend_id is null) = (amount_pence > 0)),
  constraint projects_spend_reason check ((reverses_spend_id is null) = (reason is null))
);
create index projects_spend_by_project on projects.spend (project_id, spent_on, id);

-- P2, for whoever holds the database.
create function projects.keep_spend() returns trigger language plpgsql as $$
begin
  raise exception 'a spend line is never edited or deleted; record a reversal' using errcode = '23514', constraint = 'projects_spend_kept';
end $$;
create trigger projects_spend_kept before update or delete on projects.spend
  for each row execute function projects.keep_spend();

-- P3: one supplier's invoice is paid once, whatever the project. A reversal takes its row away again.
create table projects.paid_invoice (
  supplier_key text not null,
  invoice_key text not null,
  spend_id uuid not null constraint projects_paid_invoice_spend references projects.spend (id),
  constraint projects_paid_invoice_unique primary key (supplier_key, invoice_key)
);

create table projects.status_report (
  id uuid not null constraint projects_status_report_key primary key,
  project_id uuid not null constraint projects_status_report_project references projects.project (id),
  month date not null constraint projects_status_report_month check (extract(day from month) = 1),
  overall text not null constraint projects_status_report_overall check (overall in ('on-track', 'at-risk', 'off-track')),
  progress text not null,
  spend_forecast_pence bigint,
  issues text,
  help_needed text,
  -- Reported by confirming the month before: true is said on the page, because an unchanged report is weaker news.
  confirmed boolean not null default false,
  reported_by uuid constraint projects_status_report_person references organisations.person (id),
  reported_at timestamptz not null,
  version integer not null default 1,
  constraint projects_status_report_once unique (project_id, month)
);

create table projects.change_request (
  id uuid not null constraint projects_change_request_key primary key,
  project_id uuid not null constraint projects_change_request_project references projects.project (id),
  kind text not null constraint projects_change_request_kind check (kind in ('date', 'cost', 'scope')),
  what text not null,
  why text not null,
  milestone_id uuid constraint projects_change_request_milestone references projects.milestone (id),
  new_date date,
  state text not null default 'proposed'
    constraint projects_change_request_state check (state in ('proposed', 'agreed', 'refused')),
  proposed_by uuid not null constraint projects_change_request_proposer references organisations.person (id),
  proposed_at timestamptz not null,
  decided_by uuid constraint projects_change_request_decider references organisations.person (id),
  decided_at timestamptz,
  decision_words text,
  constraint projects_change_request_date check ((milestone_id is null) = (new_date is null)),
  constraint projects_change_request_dated check (kind = 'date' or milestone_id is null),
  constraint projects_change_request_decided check ((state = 'proposed') = (decided_at is null)),
  -- P4
  constraint projects_change_request_two_people check (decided_by is distinct from proposed_by or decided_by is null)
);
create index projects_change_request_by_project on projects.change_request (project_id, proposed_at);

create table projects.lesson (
  id uuid not null constraint projects_lesson_key primary key,
  project_id uuid not null constraint projects_lesson_project references projects.project (id),
  title text not null,
  what_happened text not null,
  what_we_learnt text not null,
  would_do_again text not null constraint projects_lesson_again check (would_do_again in ('yes', 'differently', 'no')),
  keywords text not null default '',
  written_by uuid constraint projects_lesson_person references organisations.person (id),
  written_on date not null,
  search tsvector generated always as (
    setweight(to_tsvector('english', title || ' ' || keywords), 'A')
      || setweight(to_tsvector('english', what_we_learnt), 'B')
      || setweight(to_tsvector('english', what_happened), 'C')
  ) stored
);
create index projects_lesson_search on projects.lesson using gin (search);
create index projects_lesson_by_project on projects.lesson (project_id);

-- What other modules may join.
create view projects.project_card as
  select id, reference, partnership_id, group_id, title, state, opened_on, closed_on, from_subject_id, award_pence
  from projects.project;
create view projects.spend_card as
  select id, project_id, spent_on, amount_pence, reverses_spend_id from projects.spend;
