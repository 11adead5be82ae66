-- A register can be opened on the first day: the five-by-five matrix and the categories most public bodies use, as
-- data that each body may replace by versions of its own.
insert into risk.matrix (id, code, name) values
  ('01a1fa3c-0000-7000-8000-000000000001', 'five-by-five', 'Five by five');

insert into risk.matrix_version (id, matrix_id, number, from_on, likelihood, impact, bands, cells, made_at) values
  ('01a1fa3c-0000-7000-8000-000000000002', '01a1fa3c-0000-7000-8000-000000000001', 1, '2001-01-01',
   '[{"words": "Very unlikely", "meaning": "Less than 5% within a year; has not been seen here"},
     {"words": "Unlikely", "meaning": "5% to 20% within a year; seen elsewhere"},
     {"words": "Possible", "meaning": "20% to 50% within a year; has happened once"},
     {"words": "Likely", "meaning": "50% to 80% within a year; happens every few years"},
     {"words": "Very likely", "meaning": "More than 80% within a year; is happening already"}]',
   '[{"words": "Minor", "financial": "Up to £10,000", "reputation": "A complaint or two", "service": "Half a day of a service lost", "people": "First aid", "legal": "A procedure not followed"},
     {"words": "Moderate", "financial": "£10,000 to £50,000", "reputation": "Local press for a day", "service": "A day of a service lost", "people": "An injury, back at work within a week", "legal": "A warning"},
     {"words": "Significant", "financial": "£50,000 to £250,000", "reputation": "Local press for a week", "service": "Up to a week of a service lost", "people": "An injury reported by law", "legal": "A claim, or a finding of the ombudsman"},
     {"words": "Serious", "financial": "£250,000 to £1 million", "reputation": "National press", "service": "Several services lost for days", "people": "A lasting injury", "legal": "Enforcement by a regulator"},
     {"words": "Major", "financial": "More than £1 million", "reputation": "Lasting loss of trust; an inquiry", "service": "Services lost for weeks", "people": "A death", "legal": "Prosecution, or intervention"}]',
   '[{"band": "low", "from": 1, "told": "The owner of the risk", "reviewMonths": 12, "escalates": false},
     {"band": "medium", "from": 5, "told": "The owner of the register", "reviewMonths": 6, "escalates": false},
     {"band": "high", "from": 10, "told": "The owner of the register, at their next meeting", "reviewMonths": 3, "escalates": false},
     {"band": "very-high", "from": 16, "told": "The owner of the register above, at once", "reviewMonths": 1, "escalates": true}]',
   '[{"likelihood": 1, "impact": 5, "band": "high"}]',
   '2001-01-01T00:00:00Z');

insert into risk.category (id, code, name) values
  ('01a1fa3c-0000-7000-8000-000000000101', 'strategy', 'Strategy and direction'),
  ('01a1fa3c-0000-7000-8000-000000000102', 'partnership', 'Partners and suppliers'),
  ('01a1fa3c-0000-7000-8000-000000000103', 'money', 'Money'),
  ('01a1fa3c-0000-7000-8000-000000000104', 'legal', 'Law and governance'),
  ('01a1fa3c-0000-7000-8000-000000000105', 'people', 'People and skills'),
  ('01a1fa3c-0000-7000-8000-000000000106', 'cyber', 'Cyber security'),
  ('01a1fa3c-0000-7000-8000-000000000107', 'technology', 'Technology'),
  ('01a1fa3c-0000-7000-8000-000000000108', 'information', 'Information and privacy'),
  ('01a1fa3c-0000-7000-8000-000000000109', 'delivery', 'Delivery of services and projects'),
  ('01a1fa3c-0000-7000-8000-00000000010a', 'property', 'Buildings and equipment'),
  ('01a1fa3c-0000-7000-8000-00000000010b', 'safety', 'Health and safety'),
  ('01a1fa3c-0000-7000-8000-00000000010c', 'environment', 'Environment');
