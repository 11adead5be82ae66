-- The certificate of a RadSec server is read daily from the handshake, as one more kind of watch: until now nobody read it,
-- and it ended unseen.
alter table roaming.watch
  drop constraint roaming_watch_kind,
  add constraint roaming_watch_kind check (kind in ('status', 'certificate', 'radsec', 'login', 'login-peap'));
