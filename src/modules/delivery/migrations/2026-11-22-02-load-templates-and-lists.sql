-- A plan can be begun on the first day: the kinds of plan that Kent's papers know and the lists their forms offered, each
-- with its source, as data that an administrator replaces by versions of their own. A version is never changed: plans and
-- frozen rounds stand on it (V17).
insert into delivery.codelist (id, code, name, source) values
  ('01a20100-0000-7000-8000-000000000100', 'kent-issues', 'Issues, as Kent asked for them in 2019',
   'Kent County Council, Strategic Delivery Plan monitoring, quarter 2 of 2019/20, https://democracy.kent.gov.uk. The form had eleven options “based around DECA themes”; the papers show ten, and the eleventh is not known'),
  ('01a20100-0000-7000-8000-000000000101', 'deca', 'Factors of the Delivery Environment Complexity Analytic',
   'National Audit Office, Delivery Environment Complexity Analytic (DECA), November 2022, https://www.nao.org.uk. Factors 1 to 4 are confirmed from its contents; 5 to 12 must be checked by a person before anything is published by them'),
  ('01a20100-0000-7000-8000-000000000102', 'boards-kent', 'Boards of Kent County Council',
   'Kent County Council, Strategic Delivery Plan monitoring, quarter 2 of 2019/20, https://democracy.kent.gov.uk'),
  ('01a20100-0000-7000-8000-000000000103', 'milestones-kent', 'Milestones of an activity',
   'Kent County Council, Strategic Delivery Plan monitoring, quarter 2 of 2019/20, https://democracy.kent.gov.uk');

insert into delivery.codelist_version (id, codelist_id, number, from_on, entries, made_at) values
  ('01a20100-0000-7000-8000-000000000200', '01a20100-0000-7000-8000-000000000100', 1, '2001-01-01',
   '[{"code": "capacity", "label": "Capacity", "maps": {"deca": "disciplines_and_skills"}},
     {"code": "complexity", "label": "Complexity", "maps": {"deca": "execution_complexity"}},
     {"code": "dependencies", "label": "Dependencies", "maps": {"deca": "dependencies"}},
     {"code": "delivery_environment", "label": "Delivery Environment", "maps": {"deca": "stability_of_context"}},
     {"code": "stakeholders", "label": "Stakeholders / Relationships", "aliases": ["Stakeholders", "Relationships", "Stakeholder relationships", "Stakeholders and relationships"], "maps": {"deca": "stakeholders"}},
     {"code": "financial", "label": "Financial", "aliases": ["Finance"], "maps": {"deca": "financial_impact"}, "note": "“Financial Benefits” in a file may be this, Benefits, or both: it is asked about, never guessed"},
     {"code": "benefits", "label": "Benefits", "maps": {"deca": "requirements_and_benefits"}},
     {"code": "legal", "label": "Legal"},
     {"code": "governance", "label": "Governance"},
     {"code": "other", "label": "Other"}]', '2001-01-01T00:00:00Z'),
  ('01a20100-0000-7000-8000-000000000201', '01a20100-0000-7000-8000-000000000101', 1, '2001-01-01',
   '[{"code": "strategic_importance", "label": "1 Strategic importance"},
     {"code": "stakeholders", "label": "2 Stakeholders", "maps": {"kent-issues": "stakeholders"}},
     {"code": "requirements_and_benefits", "label": "3 Requirements and benefits", "maps": {"kent-issues": "benefits"}},
     {"code": "stability_of_context", "label": "4 Stability of overall context", "maps": {"kent-issues": "delivery_environment"}},
     {"code": "financial_impact", "label": "5 Financial impact and value for money", "maps": {"kent-issues": "financial"}, "note": "Wording after the edition of 2013; to be checked by a person"},
     {"code": "execution_complexity", "label": "6 Execution complexity", "maps": {"kent-issues": "complexity"}, "note": "Wording after the edition of 2013; to be checked by a person"},
     {"code": "interfaces", "label": "7 Interfaces and relationships", "note": "Wording after the edition of 2013; to be checked by a person"},
     {"code": "disciplines_and_skills", "label": "8 Range of disciplines and skills", "maps": {"kent-issues": "capacity"}, "note": "Wording after the edition of 2013; to be checked by a person"},
     {"code": "dependencies", "label": "9 Dependencies", "maps": {"kent-issues": "dependencies"}, "note": "Wording after the edition of 2013; to be checked by a person"},
     {"code": "extent_of_change", "label": "10 Extent of change", "note": "Wording after the edition of 2013; to be checked by a person"},
     {"code": "organisational_capability", "label": "11 Organisational capability: performance to date", "note": "Wording after the edition of 2013; to be checked by a person"},
     {"code": "interconnectedness", "label": "12 Interconnectedness", "note": "Wording after the edition of 2013; to be checked by a person"}]', '2001-01-01T00:00:00Z'),
  ('01a20100-0000-7000-8000-000000000202', '01a20100-0000-7000-8000-000000000102', 1, '2001-01-01',
   '[{"code": "cabinet_members_meeting", "label": "Cabinet Members Meeting", "aliases": ["Cabinet Members’ Meeting", "CMM"]},
     {"code": "corporate_board", "label": "Corporate Board"},
     {"code": "informal_governance", "label": "Informal governance", "note": "Service Commissioning Board, Infrastructure Commissioning Board, Budget Delivery Group"},
     {"code": "cabinet_committee", "label": "Cabinet Committee"}]', '2001-01-01T00:00:00Z'),
  ('01a20100-0000-7000-8000-000000000203', '01a20100-0000-7000-8000-000000000103', 1, '2001-01-01',
   '[{"code": "approval_to_proceed", "label": "Approval to proceed"},
     {"code": "equality_screening", "label": "Equality screening", "aliases": ["EqIA initial screening", "EqIA screening"]},
     {"code": "consultation_start", "label": "Start of consultation", "aliases": ["Consultation start"]},
     {"code": "key_decision", "label": "Key decision"},
     {"code": "go_live", "label": "Go live", "aliases": ["Go-live"]},
     {"code": "other", "label": "Other"}]', '2001-01-01T00:00:00Z');

insert into delivery.template (id, code, name) values
  ('01a20100-0000-7000-8000-000000000300', 'strategic-delivery-plan', 'Strategic delivery plan'),
  ('01a20100-0000-7000-8000-000000000301', 'annual-operating-plan', 'Annual operating plan'),
  ('01a20100-0000-7000-8000-000000000302', 'outcome-agreement', 'Outcome agreement'),
  ('01a20100-0000-7000-8000-000000000303', 'covenant-action-plan', 'Armed Forces Covenant action plan'),
  ('01a20100-0000-7000-8000-000000000304', 'strategy', 'Strategy');

insert into delivery.template_version (id, template_id, number, from_on, content, made_at) values
  ('01a20100-0000-7000-8000-000000000400', '01a20100-0000-7000-8000-000000000300', 1, '2001-01-01',
   '{"words": {"outcome": "outcome", "outcomes": "outcomes", "activity": "activity", "activities": "activities"},
    "lists": {"issues": "kent-issues", "boards": "boards-kent", "milestones": "milestones-kent"},
    "uses": {"rounds": true, "blocks": false, "targets": false, "boards": true},
    "sections": [
      {"code": "context", "title": "Context", "hint": "What has changed since the last plan, and what bears on this one", "shows": "words", "required": false},
      {"code": "outcomes", "title": "What we want to achieve", "hint": "", "shows": "outcomes", "required": false},
      {"code": "activities", "title": "What we will do", "hint": "", "shows": "activities", "required": false},
      {"code": "milestones", "title": "Milestones", "hint": "", "shows": "milestones", "required": false},
      {"code": "indicators", "title": "How we will know", "hint": "", "shows": "indicators", "required": false},
      {"code": "risks", "title": "Risks", "hint": "", "shows": "risks", "required": false},
      {"code": "monitoring", "title": "How it is monitored", "hint": "Who reports, how often, and to whom", "shows": "words", "required": false}]}', '2001-01-01T00:00:00Z'),
  ('01a20100-0000-7000-8000-000000000401', '01a20100-0000-7000-8000-000000000301', 1, '2001-01-01',
   '{"words": {"outcome": "objective", "outcomes": "objectives", "activity": "project", "activities": "projects"},
    "lists": {"issues": "kent-issues", "boards": "boards-kent", "milestones": "milestones-kent"},
    "uses": {"rounds": true, "blocks": false, "targets": false, "boards": false},
    "sections": [
      {"code": "purpose", "title": "Purpose", "hint": "What the service is for, in the words of those it serves", "shows": "words", "required": true},
      {"code": "context", "title": "Context", "hint": "Law, policy, money and demand: what bears on the service this year", "shows": "words", "required": true},
      {"code": "users", "title": "Who uses it", "hint": "Who they are, how many, what they say and how they are asked", "shows": "words", "required": true},
      {"code": "objectives", "title": "What we want to achieve this year", "hint": "", "shows": "outcomes", "required": false},
      {"code": "indicators", "title": "How we will know", "hint": "", "shows": "indicators", "required": false},
      {"code": "projects", "title": "Projects", "hint": "", "shows": "activities", "required": false},
      {"code": "deliverables", "title": "Deliverables and their dates", "hint": "", "shows": "milestones", "required": false},
      {"code": "equality", "title": "Equality", "hint": "Who might be disadvantaged, what the screening said, and what is done about it", "shows": "words", "required": true},
      {"code": "environment", "title": "Environment", "hint": "Energy, travel, buildings and climate: what the service changes", "shows": "words", "required": false},
      {"code": "resources", "title": "Resources", "hint": "People, money, buildings and technology", "shows": "words", "required": true},
      {"code": "risks", "title": "Risks", "hint": "", "shows": "risks", "required": false},
      {"code": "review", "title": "Review", "hint": "When the plan is looked at again, by whom, and what happens then", "shows": "words", "required": true}]}', '2001-01-01T00:00:00Z'),
  ('01a20100-0000-7000-8000-000000000402', '01a20100-0000-7000-8000-000000000302', 1, '2001-01-01',
   '{"words": {"outcome": "outcome", "outcomes": "outcomes", "activity": "action", "activities": "actions"},
    "lists": {"issues": "kent-issues", "boards": "boards-kent", "milestones": "milestones-kent"},
    "uses": {"rounds": true, "blocks": true, "targets": true, "boards": false},
    "sections": [
      {"code": "parties", "title": "Who agrees with whom", "hint": "The bodies that sign, and how long the agreement runs", "shows": "words", "required": true},
      {"code": "vision", "title": "What the agreement is for", "hint": "The place and the people it is about", "shows": "words", "required": true},
      {"code": "outcomes", "title": "Blocks and outcomes", "hint": "", "shows": "outcomes", "required": false},
      {"code": "targets", "title": "Targets and reward", "hint": "", "shows": "targets", "required": false},
      {"code": "indicators", "title": "Indicators", "hint": "", "shows": "indicators", "required": false},
      {"code": "actions", "title": "What the partners will do", "hint": "", "shows": "activities", "required": false},
      {"code": "reward", "title": "How reward is earned and shared", "hint": "What is paid for which target, and who gets it", "shows": "words", "required": false},
      {"code": "risks", "title": "Risks", "hint": "", "shows": "risks", "required": false},
      {"code": "review", "title": "Review", "hint": "When the partners look at it together", "shows": "words", "required": false}]}', '2001-01-01T00:00:00Z'),
  ('01a20100-0000-7000-8000-000000000403', '01a20100-0000-7000-8000-000000000303', 1, '2001-01-01',
   '{"words": {"outcome": "theme", "outcomes": "themes", "activity": "action", "activities": "actions"},
    "lists": {"issues": "kent-issues", "boards": "boards-kent", "milestones": "milestones-kent"},
    "uses": {"rounds": true, "blocks": false, "targets": false, "boards": false},
    "sections": [
      {"code": "pledge", "title": "Our pledge", "hint": "What the body promised to those who serve and have served, and to their families", "shows": "words", "required": true},
      {"code": "needs", "title": "What we know of need", "hint": "Numbers, places and what people told us", "shows": "words", "required": false},
      {"code": "themes", "title": "Themes", "hint": "", "shows": "outcomes", "required": false},
      {"code": "actions", "title": "Actions", "hint": "", "shows": "activities", "required": false},
      {"code": "milestones", "title": "Dates", "hint": "", "shows": "milestones", "required": false},
      {"code": "champions", "title": "Champions", "hint": "Who speaks for the Covenant in each body", "shows": "words", "required": false},
      {"code": "review", "title": "Review", "hint": "When the plan is looked at again, and by whom", "shows": "words", "required": false}]}', '2001-01-01T00:00:00Z'),
  ('01a20100-0000-7000-8000-000000000404', '01a20100-0000-7000-8000-000000000304', 1, '2001-01-01',
   '{"words": {"outcome": "outcome", "outcomes": "outcomes", "activity": "activity", "activities": "activities"},
    "lists": {"issues": "kent-issues", "boards": "boards-kent", "milestones": "milestones-kent"},
    "uses": {"rounds": false, "blocks": false, "targets": false, "boards": false},
    "sections": [
      {"code": "vision", "title": "Vision", "hint": "Where the body wants to be at the end of the strategy", "shows": "words", "required": false},
      {"code": "context", "title": "Context", "hint": "What the strategy answers to", "shows": "words", "required": false},
      {"code": "outcomes", "title": "Outcomes", "hint": "", "shows": "outcomes", "required": false},
      {"code": "indicators", "title": "How we will know", "hint": "", "shows": "indicators", "required": false},
      {"code": "review", "title": "Review", "hint": "When it is looked at again", "shows": "words", "required": false}]}', '2001-01-01T00:00:00Z');

create function delivery.keep_version() returns trigger language plpgsql as $$
begin
  raise exception 'rows of %.% are never changed', tg_table_schema, tg_table_name;
end
$$;
create trigger delivery_codelist_version_kept before update or delete on delivery.codelist_version
  for each row execute function delivery.keep_version();
create trigger delivery_template_version_kept before update or delete on delivery.template_version
  for each row execute function delivery.keep_version();
