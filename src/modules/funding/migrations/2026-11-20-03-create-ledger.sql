-- why: what the fund holds, has promised and has spent is the sum of entries that nobody edits (F4), so that the
-- balance of any past day can be shown and proved.
create table funding.award (
  id uuid not null constraint funding_award_key primary key,
  case_id uuid not null constraint funding_award_case references funding.business_case (id)
    constraint funding_award_case_unique unique,
  programme_id uuid not null constraint funding_award_programme references funding.programme (id),
  project_id uuid not null constraint funding_award_project references projects.project (id)
    constraint funding_award_project_unique unique,
  amount_pence bigint not null constraint funding_award_amount check (amount_pence > 0),
  made_on date not null,
  decision_id uuid not null constraint funding_award_decision references governance.decision (id)
);

create table funding.ledger_entry (
  id uuid not null constraint funding_ledger_entry_key primary key,
  programme_id uuid not null constraint funding_ledger_entry_programme references funding.programme (id),
  kind text not null constraint funding_ledger_entry_kind check (kind in
    ('paid-in', 'committed', 'drawn', 'spent', 'released', 'correction')),
  amount_pence bigint not null,
  occurred_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid constraint funding_ledger_entry_person references organisations.person (id),
  payment_id uuid constraint funding_ledger_entry_payment references partnerships.payment (id)
    constraint funding_ledger_entry_payment_once unique,
  case_id uuid constraint funding_ledger_entry_case references funding.business_case (id),
  project_id uuid constraint funding_ledger_entry_project references projects.project (id),
  spend_id uuid constraint funding_ledger_entry_spend references projects.spend (id),
  note text,
  constraint funding_ledger_entry_spend_once unique (kind, spend_id),
  -- Only a payment, a spend or a correction is ever taken back.
  constraint funding_ledger_entry_sign check (amount_pence > 0
    or (amount_pence < 0 and kind in ('paid-in', 'drawn', 'spent', 'correction'))),
  constraint funding_ledger_entry_reason check (case kind
    when 'paid-in' then payment_id is not null or note is not null
    when 'committed' then case_id is not null
    when 'released' then project_id is not null
    when 'correction' then note is not null
    else spend_id is not null and project_id is not null end)
);
create index funding_ledger_entry_by_date on funding.ledger_entry (programme_id, occurred_on, id);
create unique index funding_ledger_entry_commitment_once on funding.ledger_entry (case_id) where kind = 'committed';
create unique index funding_ledger_entry_release_once on funding.ledger_entry (project_id) where kind = 'released';
create index funding_ledger_entry_by_project on funding.ledger_entry (project_id) where project_id is not null;

create function funding.keep_entry() returns trigger language plpgsql as $$
begin
  raise exception 'ledger entries are never edited or deleted' using errcode = '23514', constraint = 'funding_ledger_entry_kept';
end $$;
create trigger funding_ledger_entry_kept before update or delete on funding.ledger_entry
  for each row execute function funding.keep_entry();

-- What other modules may join.
create view funding.case_card as
  select id, reference, programme_id, group_id, title, state, asked_pence, submitted_at, decided_on
  from funding.business_case where state <> 'draft';
create view funding.award_card as
  select id, case_id, project_id, programme_id, amount_pence, made_on from funding.award;
