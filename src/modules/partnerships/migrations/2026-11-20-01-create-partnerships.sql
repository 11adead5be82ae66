-- why: bodies act together in partnerships; who is a member on which day decides who pays, who votes and whose
-- people may see what, so membership is kept by date and never overwritten.
create schema partnerships;

create table partnerships.partnership (
  id uuid not null constraint partnerships_partnership_key primary key
    constraint partnerships_partnership_subject references platform.subject (id),
  code text not null constraint partnerships_partnership_code_unique unique,
  name text not null,
  kind text not null constraint partnerships_partnership_kind check (kind in (
    'technology', 'estates', 'network', 'placements', 'joint_committee', 'shared_services', 'covenant', 'other')),
  established integer constraint partnerships_partnership_established check (established between 1800 and 2200),
  purpose text not null,
  brand_colour text constraint partnerships_partnership_colour check (brand_colour ~ '^#[0-9a-f]{6}$'),
  mark text constraint partnerships_partnership_mark check (char_length(mark) between 1 and 3),
  host text constraint partnerships_partnership_host_unique unique,
  accountable_body_id uuid
    constraint partnerships_partnership_accountable_body references organisations.organisation (id),
  part_year text not null default 'by-month'
    constraint partnerships_partnership_part_year check (part_year in ('by-month', 'whole-year')),
  payment_days integer not null default 30
    constraint partnerships_partnership_payment_days check (payment_days between 0 and 180),
  version integer not null default 1
);

create table partnerships.tier (
  id uuid not null constraint partnerships_tier_key primary key,
  partnership_id uuid not null constraint partnerships_tier_partnership references partnerships.partnership (id),
  code text not null,
  name text not null,
  version integer not null default 1,
  constraint partnerships_tier_code_unique unique (partnership_id, code)
);

create table partnerships.tier_amount (
  id uuid not null constraint partnerships_tier_amount_key primary key,
  tier_id uuid not null constraint partnerships_tier_amount_tier references partnerships.tier (id),
  from_year integer not null,
  yearly_pence bigint not null constraint partnerships_tier_amount_positive check (yearly_pence >= 0),
  fund_per_mille integer not null
    constraint partnerships_tier_amount_share check (fund_per_mille between 0 and 1000),
  constraint partnerships_tier_amount_year_unique unique (tier_id, from_year)
);

create table partnerships.member (
  id uuid not null constraint partnerships_member_key primary key,
  partnership_id uuid not null constraint partnerships_member_partnership references partnerships.partnership (id),
  organisation_id uuid not null
    constraint partnerships_member_organisation references organisations.organisation (id),
  joined_on date,
  joined_basis text not null
    constraint partnerships_member_basis check (joined_basis in ('recorded', 'established', 'unknown')),
  left_on date,
  tier_id uuid constraint partnerships_member_tier references partnerships.tier (id),
  version integer not null default 1,
  constraint partnerships_member_joined_known check ((joined_basis = 'unknown') = (joined_on is null)),
  constraint partnerships_member_order check (left_on is null or joined_on is null or left_on >= joined_on)
);
-- P1. Overlaps with past memberships are refused by the rule under the lock of the partnership's row.
create unique index partnerships_member_one_current
  on partnerships.member (partnership_id, organisation_id) where left_on is null;
create index partnerships_member_by_organisation on partnerships.member (organisation_id);

create table partnerships.agreement (
  id uuid not null constraint partnerships_agreement_key primary key,
  partnership_id uuid not null
    constraint partnerships_agreement_partnership references partnerships.partnership (id),
  title text not null,
  starts_on date not null,
  ends_on date,
  note text,
  file_id uuid,
  version integer not null default 1,
  constraint partnerships_agreement_order check (ends_on is null or ends_on >= starts_on)
);

create table partnerships.charge (
  id uuid not null constraint partnerships_charge_key primary key,
  partnership_id uuid not null constraint partnerships_charge_partnership references partnerships.partnership (id),
  member_id uuid not null constraint partnerships_charge_member references partnerships.member (id),
  organisation_id uuid not null
    constraint partnerships_charge_organisation references organisations.organisation (id),
  year_starting integer not null,
  tier_id uuid not null constraint partnerships_charge_tier references partnerships.tier (id),
  months integer not null constraint partnerships_charge_months check (months between 1 and 12),
  amount_pence bigint not null constraint partnerships_charge_amount check (amount_pence >= 0),
  fund_per_mille integer not null constraint partnerships_charge_share check (fund_per_mille between 0 and 1000),
  due_on date not null,
  raised_on date not null,
  -- P4: run twice, charge once, races included.
  constraint partnerships_charge_once_a_year unique (member_id, year_starting)
);
create index partnerships_charge_by_year on partnerships.charge (partnership_id, year_starting);

create table partnerships.payment (
  id uuid not null constraint partnerships_payment_key primary key,
  charge_id uuid not null constraint partnerships_payment_charge references partnerships.charge (id),
  partnership_id uuid not null constraint partnerships_payment_partnership references partnerships.partnership (id),
  amount_pence bigint not null,
  fund_pence bigint not null,
  received_on date not null,
  reference text not null,
  reverses_id uuid constraint partnerships_payment_reverses references partnerships.payment (id)
    constraint partnerships_payment_reversed_once unique,
  recorded_at timestamptz not null,
  recorded_by uuid constraint partnerships_payment_recorder references organisations.person (id),
  constraint partnerships_payment_sign check (amount_pence <> 0 and (reverses_id is null) = (amount_pence > 0))
);
create index partnerships_payment_by_charge on partnerships.payment (charge_id);

create table partnerships.payment_reference (
  partnership_id uuid not null,
  reference text not null,
  payment_id uuid not null constraint partnerships_payment_reference_payment references partnerships.payment (id),
  constraint partnerships_payment_reference_unique primary key (partnership_id, reference)
);

create table partnerships.adjustment (
  id uuid not null constraint partnerships_adjustment_key primary key,
  charge_id uuid not null constraint partnerships_adjustment_charge references partnerships.charge (id),
  amount_pence bigint not null constraint partnerships_adjustment_amount check (amount_pence <> 0),
  reason text not null constraint partnerships_adjustment_reason check (reason in ('leaving', 'correction')),
  note text,
  made_on date not null,
  made_by uuid constraint partnerships_adjustment_maker references organisations.person (id)
);
create index partnerships_adjustment_by_charge on partnerships.adjustment (charge_id);

-- P5: what was charged and what came in is never rewritten; a mistake is put right by a further row.
create function partnerships.refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'partnerships.% is never edited; record a correcting row instead', tg_table_name;
end $$;
create trigger partnerships_payment_kept before update or delete on partnerships.payment
  for each row execute function partnerships.refuse_rewriting();
create trigger partnerships_adjustment_kept before update or delete on partnerships.adjustment
  for each row execute function partnerships.refuse_rewriting();
create trigger partnerships_charge_kept before update or delete on partnerships.charge
  for each row execute function partnerships.refuse_rewriting();

create table partnerships.declared_figure (
  id uuid not null constraint partnerships_declared_figure_key primary key,
  partnership_id uuid not null
    constraint partnerships_declared_figure_partnership references partnerships.partnership (id),
  name text not null,
  stated integer not null,
  source text not null,
  version integer not null default 1,
  constraint partnerships_declared_figure_unique unique (partnership_id, name)
);

create table partnerships.arrangement (
  id uuid not null constraint partnerships_arrangement_key primary key,
  area text not null,
  service text not null,
  stage text not null constraint partnerships_arrangement_stage check (stage in (
    'shared service', 'joint management', 'in development', 'exploring', 'ended')),
  note text,
  as_of_year integer,
  constraint partnerships_arrangement_unique unique nulls not distinct (area, service, as_of_year)
);

create table partnerships.arrangement_party (
  arrangement_id uuid not null
    constraint partnerships_arrangement_party_arrangement references partnerships.arrangement (id),
  organisation_id uuid not null
    constraint partnerships_arrangement_party_organisation references organisations.organisation (id),
  constraint partnerships_arrangement_party_key primary key (arrangement_id, organisation_id)
);

create table partnerships.appointment (
  id uuid not null constraint partnerships_appointment_key primary key,
  person_id uuid not null constraint partnerships_appointment_person references organisations.person (id),
  partnership_id uuid not null
    constraint partnerships_appointment_partnership references partnerships.partnership (id),
  role text not null constraint partnerships_appointment_role check (role in (
    'partnership-officer', 'fund-officer', 'finance-officer')),
  started_on date not null,
  ended_on date,
  constraint partnerships_appointment_order check (ended_on is null or ended_on >= started_on)
);
create unique index partnerships_appointment_one_current
  on partnerships.appointment (person_id, partnership_id, role) where ended_on is null;

create table partnerships.report (
  id uuid not null constraint partnerships_report_key primary key
    constraint partnerships_report_subject references platform.subject (id),
  partnership_id uuid not null constraint partnerships_report_partnership references partnerships.partnership (id),
  from_on date not null,
  to_on date not null,
  state text not null default 'draft' constraint partnerships_report_state check (state in ('draft', 'issued')),
  front jsonb not null,
  explained jsonb not null default '[]',
  content jsonb,
  findings jsonb,
  hash text,
  written_at timestamptz not null,
  written_by uuid constraint partnerships_report_writer references organisations.person (id),
  issued_at timestamptz,
  issued_by uuid constraint partnerships_report_issuer references organisations.person (id),
  version integer not null default 1,
  constraint partnerships_report_order check (to_on >= from_on),
  constraint partnerships_report_frozen check (
    (state = 'issued') = (content is not null and findings is not null and hash is not null and issued_at is not null))
);
create index partnerships_report_by_partnership on partnerships.report (partnership_id, to_on);

-- P9: what was issued stays as it was issued.
create function partnerships.refuse_reissuing() returns trigger language plpgsql as $$
begin
  if old.state = 'issued' then
    raise exception 'an issued report is never changed; write a new one';
  end if;
  return new;
end $$;
create trigger partnerships_report_kept before update on partnerships.report
  for each row execute function partnerships.refuse_reissuing();

create view partnerships.partnership_card as
  select id, code, name, brand_colour from partnerships.partnership;

create view partnerships.member_card as
  select partnership_id, organisation_id, joined_on, left_on from partnerships.member;

-- Charges with what was taken off and what came in. Read by this module; money owed is not for every page.
create view partnerships.charge_balance as
  select charge.id, charge.partnership_id, charge.member_id, charge.organisation_id, charge.year_starting,
    charge.tier_id, charge.months, charge.fund_per_mille, charge.amount_pence,
    coalesce(adjusted.pence, 0)::bigint as adjusted_pence,
    coalesce(paid.pence, 0)::bigint as paid_pence,
    coalesce(paid.fund_pence, 0)::bigint as fund_pence,
    (charge.amount_pence + coalesce(adjusted.pence, 0) - coalesce(paid.pence, 0))::bigint as outstanding_pence,
    charge.due_on, charge.raised_on
  from partnerships.charge
  left join (select charge_id, sum(amount_pence) as pence from partnerships.adjustment group by charge_id) adjusted
    on adjusted.charge_id = charge.id
  left join (
    select charge_id, sum(amount_pence) as pence, sum(fund_pence) as fund_pence
    from partnerships.payment group by charge_id
  ) paid on paid.charge_id = charge.id;
