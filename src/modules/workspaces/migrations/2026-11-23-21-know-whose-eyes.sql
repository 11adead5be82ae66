-- why: search knows who is let in on a day, and agreements begin and end by days: each workplace says for which day it
-- was written last, so that the same records always give the same entries.
alter table workspaces.workplace add column found_on date;
