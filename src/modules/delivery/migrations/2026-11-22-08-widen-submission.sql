-- A report on a phone is written in pieces: what was typed is kept as typed until it is submitted, and what was shown
-- from last time is kept beside what was confirmed, so that an answer nobody looked at is known for what it is (V6).
alter table delivery.submission
  -- The answers as they were typed, by field; null where a file brought the report.
  add column given jsonb,
  -- The questions that showed an answer of last time; those not in `confirmed` are stale.
  add column prefilled text[] not null default '{}',
  add column revised_end_reason text,
  add column revised_end_cause text,
  add column go_live_reason text,
  add column go_live_cause text,
  add column is_recorded_in_register boolean,
  add column risk_subject_id uuid,
  -- For the director who signs; no report prints it.
  add column remarks text,
  add constraint delivery_submission_risk foreign key (risk_subject_id) references platform.subject (id),
  add constraint delivery_submission_end_cause_known check (revised_end_cause in ('internal', 'external')),
  add constraint delivery_submission_go_live_cause_known check (go_live_cause in ('internal', 'external'));
-- Issues stand in the order in which they were told.
alter table delivery.submission_issue add column position integer not null default 0;
