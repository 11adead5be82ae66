-- A realm that somebody merely claims kept its owner from it for thirty days. Claims of the same name stand side by side
-- from now on, one of each member; only a proven one is its member's alone, and ends the others' claims. Their owners are
-- told why a claim has ended.
drop index roaming.roaming_realm_once;
create unique index roaming_realm_proven_once on roaming.realm (name) where state = 'proven';
create unique index roaming_realm_claimed_once on roaming.realm (member_id, name) where state <> 'withdrawn';

-- 'taken': another proved it, or one above or below it; 'unproven': nobody proved it in thirty days. Null for one that was given up.
alter table roaming.realm add column ended_because text;
alter table roaming.realm add constraint roaming_realm_ended check (ended_because is null or (state = 'withdrawn' and ended_because in ('taken', 'unproven')));
