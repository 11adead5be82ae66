-- The words of a secret that is over are forgotten only when no generation that could still run names it, and that is to be
-- seen without opening what is kept: when each was forgotten stands beside it.
alter table roaming.credential add column forgotten_at timestamptz;
alter table roaming.test_account add column forgotten_at timestamptz;

create index roaming_certificate_seen_open on roaming.certificate_seen (last_at desc) where ended_at is null;

-- Authorities that are trusted end too: each warning before that is given once, as for certificates that were seen.
create table roaming.trust_warning (
  trust_id uuid not null,
  days integer not null,
  warned_at timestamptz not null,
  constraint roaming_trust_warning_key primary key (trust_id, days),
  constraint roaming_trust_warning_trust foreign key (trust_id) references roaming.trust (id)
);
