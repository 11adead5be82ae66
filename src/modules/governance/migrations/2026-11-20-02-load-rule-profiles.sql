-- The rule sets that bodies meet under, as dated data with their sources, so that a change of law is a row and not a
-- release. A partnership's own groups have no statutory access regime: their agreement says what notice they give.
insert into governance.rule_profile
  (id, code, name, statutory, notice_days, day_basis, quorum_of,
   quorum_numerator, quorum_denominator, quorum_least, from_on, source, source_url)
values
  ('01a1f8bd-91a0-724b-9ff8-85a97582d0b5', 'partnership-agreement', 'Partnership agreement', false, 3, 'working-days',
   'organisations', 1, 3, 3, '2001-01-01',
   'The partnership''s own agreement: no statutory access regime binds it. Three clear days and a third of the partners are the starting values.',
   null),
  ('01a1f8bd-91a1-7d6b-8e7c-bb3e2700b992', 'working-group', 'Working group', false, 0, 'working-days',
   'members', 0, 1, 2, '2001-01-01',
   'The group''s own custom: no notice is prescribed, and two members make a meeting.',
   null),
  ('01a1f8bd-91a1-701f-ad83-9f42f3456110', 'lga-1972-part-va', 'Council and committees (Local Government Act 1972 Part VA)',
   true, 3, 'working-days', 'members', 1, 4, 3, '1986-04-01',
   'Local Government Act 1972 ss.100A to 100K and Schedule 12 paragraph 6, as enacted for access to meetings: three clear days.',
   'https://www.legislation.gov.uk/ukpga/1972/70/part/VA'),
  ('01a1f8bd-91a1-7bf2-a6b5-5d84417eb8f1', 'lga-1972-part-va', 'Council and committees (Local Government Act 1972 Part VA)',
   true, 5, 'working-days', 'members', 1, 4, 3, '2002-10-01',
   'Local Government Act 1972 ss.100A to 100K and Schedule 12 paragraph 6; five clear days in England by SI 2002/715.',
   'https://www.legislation.gov.uk/uksi/2002/715/contents/made'),
  ('01a1f8bd-91a1-7965-a69c-e53109490923', 'executive-2012', 'Council executive (SI 2012/2089)',
   true, 5, 'working-days', 'members', 1, 4, 3, '2012-09-10',
   'Executive Arrangements (Meetings and Access to Information) (England) Regulations 2012, regulations 6 and 7. The quorum stands in each council''s constitution; a quarter and at least three is the starting value.',
   'https://www.legislation.gov.uk/uksi/2012/2089/contents/made');
