-- A realm is proven by the DNS or by what an operator looked at, and whoever reads the register must be told which; and a
-- record that has gone from the DNS is warned of once, not at every look.
alter table roaming.realm add column proof text;
alter table roaming.realm add column evidence text;
alter table roaming.realm add column vouched_by uuid;
-- Since when the record of a proven realm is no longer found.
alter table roaming.realm add column missing_since timestamptz;
alter table roaming.realm add constraint roaming_realm_proof check (proof is null or proof in ('dns', 'vouched'));
alter table roaming.realm add constraint roaming_realm_vouched check (proof is distinct from 'vouched' or evidence is not null);
alter table roaming.realm add constraint roaming_realm_voucher foreign key (vouched_by) references organisations.person (id);
