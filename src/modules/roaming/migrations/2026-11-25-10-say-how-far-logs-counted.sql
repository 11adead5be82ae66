-- An agent that takes over the log of a proxy reads it from its beginning, and what a file or syslog had counted of it counted
-- twice. How far those of this installation counted what roams is kept, so that the agent's goes on from there.
alter table roaming.log_source
  add column roamed_at timestamptz,
  add column traced_at timestamptz;
update roaming.log_source set roamed_at = last_at, traced_at = case when exists (select 1 from roaming.sighting) then last_at end
where kind <> 'agent' and lines > 0;
