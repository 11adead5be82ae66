-- why: a business case is one record from its first draft to the decision about it, with everything that was
-- asked, promised and scored.
create table funding.business_case (
  id uuid not null constraint funding_case_key primary key
    constraint funding_case_subject references platform.subject (id),
  reference text not null constraint funding_case_reference_unique unique,
  programme_id uuid not null constraint funding_case_programme references funding.programme (id),
  group_id uuid not null constraint funding_case_group references groups."group" (id),
  sponsor_organisation_id uuid not null constraint funding_case_sponsor references organisations.organisation (id),
  author_person_id uuid not null constraint funding_case_author references organisations.person (id),
  manager_person_id uuid not null constraint funding_case_manager references organisations.person (id),
  title text not null,
  problem text not null,
  beneficiaries text,
  minority_reason text,
  state text not null default 'draft' constraint funding_case_state check (state in
    ('draft', 'submitted', 'assessed', 'approved', 'declined', 'deferred', 'withdrawn')),
  started_at timestamptz not null,
  asked_pence bigint constraint funding_case_asked check (asked_pence > 0),
  -- How many partners there were to gain when it was submitted.
  members_then integer,
  submitted_at timestamptz,
  submitted_by uuid constraint funding_case_submitter references organisations.person (id),
  equality_outcome text constraint funding_case_equality check (equality_outcome in ('no-relevance', 'relevance')),
  equality_reasoning text,
  equality_assessor_id uuid constraint funding_case_equality_assessor references organisations.person (id),
  equality_on date,
  equality_reference text,
  equality_mitigations text,
  assessed_at timestamptz,
  assessment text,
  -- Stamped by the gate with the decision, before the listener settles the case (F1).
  decision_id uuid constraint funding_case_decision references governance.decision (id),
  decided_outcome text constraint funding_case_outcome check (decided_outcome in ('approved', 'declined', 'deferred')),
  decided_on date,
  withdrawn_why text,
  version integer not null default 1,
  constraint funding_case_submission check ((submitted_at is null) = (asked_pence is null)),
  constraint funding_case_asked_first check (state in ('draft', 'withdrawn') or asked_pence is not null),
  constraint funding_case_equality_whole check ((equality_outcome is null) = (equality_reasoning is null)
    and (equality_outcome is null) = (equality_on is null)),
  constraint funding_case_decided check ((decision_id is null) = (decided_outcome is null))
);
create index funding_case_by_state on funding.business_case (programme_id, state, submitted_at);
create index funding_case_by_group on funding.business_case (group_id);
create index funding_case_by_author on funding.business_case (author_person_id) where state = 'draft';

-- F2, for whoever holds the database: what was asked is written once.
create function funding.keep_asked() returns trigger language plpgsql as $$
begin
  if old.asked_pence is not null and new.asked_pence is distinct from old.asked_pence then
    raise exception 'what was asked for never changes after submission' using errcode = '23514', constraint = 'funding_case_asked_kept';
  end if;
  return new;
end $$;
create trigger funding_case_asked_kept before update on funding.business_case
  for each row execute function funding.keep_asked();

create table funding.case_number (
  partnership_id uuid not null constraint funding_case_number_partnership references partnerships.partnership (id),
  year_starting integer not null,
  last integer not null,
  constraint funding_case_number_key primary key (partnership_id, year_starting)
);

create table funding.case_option (
  id uuid not null constraint funding_case_option_key primary key,
  case_id uuid not null constraint funding_case_option_case references funding.business_case (id),
  position integer not null,
  title text not null,
  for_and_against text not null,
  chosen boolean not null,
  constraint funding_case_option_position_unique unique (case_id, position)
);

create table funding.case_benefiting (
  case_id uuid not null constraint funding_case_benefiting_case references funding.business_case (id),
  organisation_id uuid not null
    constraint funding_case_benefiting_organisation references organisations.organisation (id),
  constraint funding_case_benefiting_key primary key (case_id, organisation_id)
);

create table funding.cost_line (
  id uuid not null constraint funding_cost_line_key primary key,
  case_id uuid not null constraint funding_cost_line_case references funding.business_case (id),
  position integer not null,
  year_starting integer not null,
  title text not null,
  amount_pence bigint not null constraint funding_cost_line_amount check (amount_pence > 0),
  constraint funding_cost_line_position_unique unique (case_id, position)
);

create table funding.match (
  id uuid not null constraint funding_match_key primary key,
  case_id uuid not null constraint funding_match_case references funding.business_case (id),
  position integer not null,
  source text not null,
  amount_pence bigint not null constraint funding_match_amount check (amount_pence > 0),
  confirmed boolean not null,
  constraint funding_match_position_unique unique (case_id, position)
);

create table funding.benefit (
  id uuid not null constraint funding_benefit_key primary key,
  case_id uuid not null constraint funding_benefit_case references funding.business_case (id),
  position integer not null,
  title text not null,
  measure text not null,
  unit text,
  baseline text,
  target text not null,
  due_on date not null,
  constraint funding_benefit_position_unique unique (case_id, position)
);

create table funding.case_milestone (
  id uuid not null constraint funding_case_milestone_key primary key,
  case_id uuid not null constraint funding_case_milestone_case references funding.business_case (id),
  position integer not null,
  title text not null,
  due_on date not null,
  constraint funding_case_milestone_position_unique unique (case_id, position)
);

create table funding.case_risk (
  id uuid not null constraint funding_case_risk_key primary key,
  case_id uuid not null constraint funding_case_risk_case references funding.business_case (id),
  position integer not null,
  cause text not null,
  event text not null,
  consequence text not null,
  likelihood integer not null constraint funding_case_risk_likelihood check (likelihood between 1 and 5),
  impact integer not null constraint funding_case_risk_impact check (impact between 1 and 5),
  mitigation text not null,
  constraint funding_case_risk_position_unique unique (case_id, position)
);

create table funding.assessor (
  case_id uuid not null constraint funding_assessor_case references funding.business_case (id),
  person_id uuid not null constraint funding_assessor_person references organisations.person (id),
  named_at timestamptz not null,
  constraint funding_assessor_key primary key (case_id, person_id)
);
create index funding_assessor_by_person on funding.assessor (person_id);

create table funding.score (
  id uuid not null constraint funding_score_key primary key,
  case_id uuid not null,
  criterion_id uuid not null constraint funding_score_criterion references funding.criterion (id),
  assessor_person_id uuid not null,
  score integer not null constraint funding_score_range check (score between 0 and 4),
  comment text,
  scored_at timestamptz not null,
  constraint funding_score_once unique (case_id, criterion_id, assessor_person_id),
  constraint funding_score_assessor foreign key (case_id, assessor_person_id)
    references funding.assessor (case_id, person_id)
);
