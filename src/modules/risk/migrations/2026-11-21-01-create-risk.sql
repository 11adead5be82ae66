-- What might go wrong, for any record: matrices as dated data, registers in a tree, one row a risk however many
-- registers show it, and the history of every score, because a decision rests on the score of its day.
create schema risk;

create table risk.matrix (
  id uuid not null,
  code text not null,
  name text not null,
  retired_on date,
  version integer not null default 1,
  constraint risk_matrix_key primary key (id),
  constraint risk_matrix_code_unique unique (code)
);

create table risk.matrix_version (
  id uuid not null,
  matrix_id uuid not null,
  number integer not null,
  from_on date not null,
  likelihood jsonb not null,
  impact jsonb not null,
  bands jsonb not null,
  cells jsonb not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint risk_matrix_version_key primary key (id),
  constraint risk_matrix_version_matrix foreign key (matrix_id) references risk.matrix (id),
  constraint risk_matrix_version_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint risk_matrix_version_number_unique unique (matrix_id, number)
);

create table risk.category (
  id uuid not null,
  code text not null,
  name text not null,
  ended_on date,
  constraint risk_category_key primary key (id),
  constraint risk_category_code_unique unique (code)
);

create table risk.register (
  id uuid not null,
  code text not null,
  name text not null,
  level text not null,
  partnership_id uuid,
  organisation_id uuid,
  group_id uuid,
  about_subject_id uuid,
  parent_id uuid,
  matrix_id uuid not null,
  appetite text not null,
  audience text not null,
  audience_id uuid not null,
  owner_person_id uuid,
  last_number integer not null default 0,
  ended_on date,
  version integer not null default 1,
  constraint risk_register_key primary key (id),
  constraint risk_register_subject foreign key (id) references platform.subject (id),
  constraint risk_register_code_unique unique (code),
  constraint risk_register_partnership foreign key (partnership_id) references partnerships.partnership (id),
  constraint risk_register_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint risk_register_group foreign key (group_id) references groups."group" (id),
  constraint risk_register_about foreign key (about_subject_id) references platform.subject (id),
  constraint risk_register_parent foreign key (parent_id) references risk.register (id),
  constraint risk_register_matrix foreign key (matrix_id) references risk.matrix (id),
  constraint risk_register_owner foreign key (owner_person_id) references organisations.person (id),
  constraint risk_register_one_body check (num_nonnulls(partnership_id, organisation_id) = 1),
  constraint risk_register_not_its_own_parent check (parent_id <> id),
  constraint risk_register_level_known check (level in ('project', 'service', 'directorate', 'corporate')),
  constraint risk_register_audience_known check (audience in ('partners', 'staff', 'group', 'restricted')),
  constraint risk_register_appetite_known check (appetite in ('low', 'medium', 'high', 'very-high'))
);
create index risk_register_by_parent on risk.register (parent_id);
create index risk_register_by_about on risk.register (about_subject_id) where about_subject_id is not null;

create table risk.officer (
  id uuid not null,
  register_id uuid not null,
  person_id uuid not null,
  from_on date not null,
  ended_on date,
  constraint risk_officer_key primary key (id),
  constraint risk_officer_register foreign key (register_id) references risk.register (id),
  constraint risk_officer_person foreign key (person_id) references organisations.person (id)
);
create unique index risk_officer_once on risk.officer (register_id, person_id) where ended_on is null;
create index risk_officer_by_person on risk.officer (person_id) where ended_on is null;

-- R6: a risk is one row. Where else it is seen stands in risk.escalation.
create table risk.risk (
  id uuid not null,
  register_id uuid not null,
  number integer not null,
  reference text not null,
  about_subject_id uuid,
  title text not null,
  cause text not null,
  event text not null,
  consequence text not null,
  category_id uuid,
  proximity text,
  owner_person_id uuid,
  response text,
  state text not null default 'draft',
  opened_on date,
  closed_on date,
  closed_why text,
  closing_words text,
  merged_into_id uuid,
  review_on date,
  accepted_assessment_id uuid,
  accepted_by_person_id uuid,
  accepted_at timestamptz,
  kept_here_assessment_id uuid,
  raised_by_person_id uuid,
  raised_at timestamptz not null,
  version integer not null default 1,
  constraint risk_risk_key primary key (id),
  constraint risk_risk_subject foreign key (id) references platform.subject (id),
  constraint risk_risk_register foreign key (register_id) references risk.register (id),
  constraint risk_risk_reference_unique unique (reference),
  constraint risk_risk_number_unique unique (register_id, number),
  constraint risk_risk_about foreign key (about_subject_id) references platform.subject (id),
  constraint risk_risk_category foreign key (category_id) references risk.category (id),
  constraint risk_risk_owner foreign key (owner_person_id) references organisations.person (id),
  constraint risk_risk_accepted_by foreign key (accepted_by_person_id) references organisations.person (id),
  constraint risk_risk_raised_by foreign key (raised_by_person_id) references organisations.person (id),
  constraint risk_risk_merged_into foreign key (merged_into_id) references risk.risk (id),
  constraint risk_risk_state_known check (state in ('draft', 'open', 'closed')),
  constraint risk_risk_response_known check (response in ('treat', 'tolerate', 'transfer', 'terminate')),
  constraint risk_risk_proximity_known check (proximity in ('now', 'three-months', 'year', 'later')),
  constraint risk_risk_closed_why_known check (closed_why in ('happened', 'no-longer-possible', 'merged')),
  constraint risk_risk_closed_with_why check ((state = 'closed') = (closed_on is not null) and (state = 'closed') = (closed_why is not null)),
  constraint risk_risk_merged_names_other check ((closed_why is not distinct from 'merged') = (merged_into_id is not null)),
  constraint risk_risk_not_into_itself check (merged_into_id <> id)
);
create index risk_risk_by_register on risk.risk (register_id, state);
create index risk_risk_by_about on risk.risk (about_subject_id) where about_subject_id is not null;
create index risk_risk_by_owner on risk.risk (owner_person_id) where state <> 'closed';

create table risk.assessment (
  id uuid not null,
  risk_id uuid not null,
  measure text not null,
  matrix_version_id uuid not null,
  likelihood integer not null,
  impact integer not null,
  impact_kind text,
  score integer not null,
  band text not null,
  reason text,
  assessed_by_person_id uuid,
  assessed_at timestamptz not null,
  superseded_at timestamptz,
  constraint risk_assessment_key primary key (id),
  constraint risk_assessment_risk foreign key (risk_id) references risk.risk (id),
  constraint risk_assessment_matrix foreign key (matrix_version_id) references risk.matrix_version (id),
  constraint risk_assessment_by foreign key (assessed_by_person_id) references organisations.person (id),
  constraint risk_assessment_measure_known check (measure in ('inherent', 'residual', 'target')),
  constraint risk_assessment_kind_known check (impact_kind in ('financial', 'reputation', 'service', 'people', 'legal')),
  constraint risk_assessment_band_known check (band in ('low', 'medium', 'high', 'very-high')),
  constraint risk_assessment_steps check (likelihood >= 1 and impact >= 1 and score = likelihood * impact)
);
create unique index risk_assessment_one_standing on risk.assessment (risk_id, measure) where superseded_at is null;
create index risk_assessment_by_risk on risk.assessment (risk_id, measure, assessed_at);

alter table risk.risk
  add constraint risk_risk_accepted_assessment foreign key (accepted_assessment_id) references risk.assessment (id),
  add constraint risk_risk_kept_here foreign key (kept_here_assessment_id) references risk.assessment (id);

create table risk.review (
  id uuid not null,
  risk_id uuid not null,
  reviewed_on date not null,
  reviewed_by_person_id uuid,
  outcome text not null,
  words text,
  next_on date not null,
  constraint risk_review_key primary key (id),
  constraint risk_review_risk foreign key (risk_id) references risk.risk (id),
  constraint risk_review_by foreign key (reviewed_by_person_id) references organisations.person (id),
  constraint risk_review_outcome_known check (outcome in ('still-right', 'changed'))
);
create index risk_review_by_risk on risk.review (risk_id, reviewed_on);

create table risk.control (
  id uuid not null,
  risk_id uuid not null,
  what text not null,
  kind text not null,
  owner_person_id uuid,
  effectiveness text not null default 'not-judged',
  next_test_on date,
  ended_on date,
  version integer not null default 1,
  constraint risk_control_key primary key (id),
  constraint risk_control_risk foreign key (risk_id) references risk.risk (id),
  constraint risk_control_owner foreign key (owner_person_id) references organisations.person (id),
  constraint risk_control_kind_known check (kind in ('preventive', 'detective', 'corrective', 'directive')),
  constraint risk_control_effectiveness_known check (effectiveness in ('not-judged', 'effective', 'partly', 'not-effective'))
);
create index risk_control_by_risk on risk.control (risk_id);
create index risk_control_by_owner on risk.control (owner_person_id) where ended_on is null;

create table risk.evidence (
  id uuid not null,
  control_id uuid not null,
  tested_on date not null,
  effectiveness text not null,
  words text not null,
  link text,
  file_id uuid,
  given_by_person_id uuid,
  given_at timestamptz not null,
  constraint risk_evidence_key primary key (id),
  constraint risk_evidence_control foreign key (control_id) references risk.control (id),
  constraint risk_evidence_file foreign key (file_id) references platform.file (id),
  constraint risk_evidence_by foreign key (given_by_person_id) references organisations.person (id),
  constraint risk_evidence_link_web check (link ~ '^https?://'),
  constraint risk_evidence_effectiveness_known check (effectiveness in ('effective', 'partly', 'not-effective'))
);
create index risk_evidence_by_control on risk.evidence (control_id, tested_on);

create table risk.escalation (
  id uuid not null,
  risk_id uuid not null,
  to_register_id uuid not null,
  reason text not null,
  asked_by_person_id uuid,
  asked_at timestamptz not null,
  state text not null default 'asked',
  answered_by_person_id uuid,
  answered_at timestamptz,
  answer_words text,
  owner_person_id uuid,
  ended_by_person_id uuid,
  ended_at timestamptz,
  ended_words text,
  version integer not null default 1,
  constraint risk_escalation_key primary key (id),
  constraint risk_escalation_risk foreign key (risk_id) references risk.risk (id),
  constraint risk_escalation_to_register foreign key (to_register_id) references risk.register (id),
  constraint risk_escalation_asked_by foreign key (asked_by_person_id) references organisations.person (id),
  constraint risk_escalation_answered_by foreign key (answered_by_person_id) references organisations.person (id),
  constraint risk_escalation_owner foreign key (owner_person_id) references organisations.person (id),
  constraint risk_escalation_ended_by foreign key (ended_by_person_id) references organisations.person (id),
  constraint risk_escalation_state_known check (state in ('asked', 'accepted', 'declined', 'withdrawn', 'ended')),
  constraint risk_escalation_answer_dated check ((state in ('asked', 'withdrawn')) = (answered_at is null))
);
-- R7: a risk is put up to a register once at a time.
create unique index risk_escalation_once on risk.escalation (risk_id, to_register_id) where state in ('asked', 'accepted');
create index risk_escalation_by_register on risk.escalation (to_register_id, state);

-- What became of the record itself: raised, opened, handed over, its words as they were before.
create table risk.change (
  id uuid not null,
  risk_id uuid not null,
  kind text not null,
  words text,
  former jsonb,
  made_by_person_id uuid,
  made_at timestamptz not null,
  constraint risk_change_key primary key (id),
  constraint risk_change_risk foreign key (risk_id) references risk.risk (id),
  constraint risk_change_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint risk_change_kind_known check (kind in ('raised', 'edited', 'opened', 'handed-over', 'tolerated', 'not-tolerated', 'kept-here', 'closed', 'reopened'))
);
create index risk_change_by_risk on risk.change (risk_id, made_at);

-- X2: a word of a loaded file that is none of ours is kept as it was, not guessed, until somebody settles it.
create table risk.doubt (
  id uuid not null,
  risk_id uuid not null,
  heading text not null,
  raw text not null,
  doubt text not null,
  settled_on date,
  constraint risk_doubt_key primary key (id),
  constraint risk_doubt_risk foreign key (risk_id) references risk.risk (id)
);
create index risk_doubt_open on risk.doubt (risk_id) where settled_on is null;

-- R1, R3, R14: what was recorded is not rewritten. An assessment may only be followed by another.
create function risk.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of %.% are never changed', tg_table_schema, tg_table_name;
end
$$;
create trigger risk_matrix_version_kept before update or delete on risk.matrix_version
  for each row execute function risk.refuse_change();
create trigger risk_review_kept before update or delete on risk.review
  for each row execute function risk.refuse_change();
create trigger risk_evidence_kept before update or delete on risk.evidence
  for each row execute function risk.refuse_change();
create trigger risk_change_kept before update or delete on risk.change
  for each row execute function risk.refuse_change();

create function risk.keep_assessment() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.superseded_at is not null or new.superseded_at is null
    or (to_jsonb(new) - 'superseded_at') <> (to_jsonb(old) - 'superseded_at') then
    raise exception 'an assessment is never changed; another follows it';
  end if;
  return new;
end
$$;
create trigger risk_assessment_kept before update or delete on risk.assessment
  for each row execute function risk.keep_assessment();

-- R6: which register a risk came from, and its reference, stay.
create function risk.keep_origin() returns trigger language plpgsql as $$
begin
  if new.register_id <> old.register_id or new.reference <> old.reference then
    raise exception 'a risk keeps the register and the reference it was raised with';
  end if;
  return new;
end
$$;
create trigger risk_risk_origin_kept before update on risk.risk
  for each row execute function risk.keep_origin();
