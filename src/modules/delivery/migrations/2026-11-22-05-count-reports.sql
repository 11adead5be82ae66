-- A list of forty rounds counts what was reported in each: out of an index, not out of two hundred thousand rows.
create index delivery_submission_reported on delivery.submission (round_id) where state in ('submitted', 'signed');
