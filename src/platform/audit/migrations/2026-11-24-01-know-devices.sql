-- why: a program of ours on another machine (the agent beside a RADIUS server) acts with what was given to it and no
-- more; the audit must tell it from the system, which may do everything.
alter table platform.audit_entry drop constraint platform_audit_entry_actor_kind;
alter table platform.audit_entry add constraint platform_audit_entry_actor_kind
  check (actor_kind in ('person', 'visitor', 'system', 'operator', 'device'));
