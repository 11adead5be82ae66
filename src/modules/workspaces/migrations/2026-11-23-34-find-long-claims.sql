-- why: a search asks what is taken on one day of a table of years. What lasts a day at most ends by the day after, so its
-- index by time is read for two days instead of a month; for the few that last longer there is this one. The planner is
-- told how few they are, or it would choose for a third of the table.
create index workspaces_claim_long on workspaces.claim (ends_at, starts_at) where ends_at - starts_at > interval '1 day';
create statistics workspaces.workspaces_claim_length on (ends_at - starts_at) from workspaces.claim;
