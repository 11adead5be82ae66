-- The same login can come in the proxy's log and in a member's. Which log counts what follows from the register; where that
-- cannot say it, whoever runs the federation does. What was seen and counted elsewhere is shown.
alter table roaming.log_source
  add column counts boolean not null default true,
  add column logins bigint not null default 0,
  add column elsewhere bigint not null default 0;
