-- An address outside the networks of the partnership is a slip or an intruder, and the proofs of realms are looked for at
-- DNS servers that the operators trust: both are settings of the federation. Empty networks are any; empty resolvers are
-- those of the machine.
alter table roaming.federation add column networks text[] not null default '{}';
alter table roaming.federation add column resolvers text[] not null default '{}';
