-- An agreement that stands goes on standing while its other side thinks about new terms, and whoever changes the terms
-- of a partner on its behalf is named as such for both sides (P1, P2). What a rule met when it was made is kept with it (P13).
alter table workspaces.agreement
  add column proposed_terms text,
  add column proposed_to_on date,
  add column proposed_notice_days integer,
  add column proposed_at timestamptz,
  add constraint workspaces_agreement_proposed check ((proposed_terms is null) = (proposed_at is null) and (proposed_notice_days is null) = (proposed_at is null)),
  add constraint workspaces_agreement_proposed_notice check (proposed_notice_days between 0 and 730);
alter table workspaces.agreement_step add column on_behalf boolean not null default false;
alter table workspaces.rule add column on_behalf boolean not null default false;
alter table workspaces.allocation add column on_behalf boolean not null default false;

-- The bookings ahead that a rule no longer fits, and what was chosen for them.
create table workspaces.rule_effect (
  rule_id uuid not null,
  booking_id uuid not null,
  chosen text not null,
  constraint workspaces_rule_effect_key primary key (rule_id, booking_id),
  constraint workspaces_rule_effect_rule foreign key (rule_id) references workspaces.rule (id),
  constraint workspaces_rule_effect_booking foreign key (booking_id) references workspaces.booking (id),
  constraint workspaces_rule_effect_chosen check (chosen in ('keep', 'tell', 'move', 'withdraw'))
);
create index workspaces_rule_effect_by_booking on workspaces.rule_effect (booking_id);
