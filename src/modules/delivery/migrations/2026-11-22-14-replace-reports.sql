-- A report that follows a correction replaces the one before and names it; one draft and one issued report stand for
-- each part of a round, and what its officer had seen of the findings is kept with the issue.
alter table delivery.report add column replaces_id uuid;
alter table delivery.report add constraint delivery_report_replaces foreign key (replaces_id) references delivery.report (id);
alter table delivery.report add column findings_seen integer;
alter table delivery.report add constraint delivery_report_findings_seen check (state = 'draft' or findings_seen is not null);
alter table delivery.report add column written_at timestamptz not null;
alter table delivery.report add column written_by_person_id uuid;
alter table delivery.report add constraint delivery_report_written_by foreign key (written_by_person_id) references organisations.person (id);
create unique index delivery_report_one_draft on delivery.report (round_id, coalesce(slice, '')) where state = 'draft';
create unique index delivery_report_one_issued on delivery.report (round_id, coalesce(slice, '')) where state = 'issued';
create index delivery_report_by_frozen on delivery.report (frozen_id);
