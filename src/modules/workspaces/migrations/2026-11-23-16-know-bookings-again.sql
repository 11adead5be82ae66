-- why: bookings that come in from another system carry that system's reference, so that the same file or calendar
-- brought in twice makes nothing twice; and who answers an offer of a swap answers what was offered, not what the two
-- bookings have become since.
alter table workspaces.booking
  add column reference text,
  add constraint workspaces_booking_reference check (char_length(reference) between 1 and 400);
create unique index workspaces_booking_reference_unique on workspaces.booking (site_id, reference) where reference is not null;

alter table workspaces.swap
  add column booking_version integer not null,
  add column other_booking_version integer not null;
create index workspaces_swap_by_other on workspaces.swap (other_booking_id) where state = 'asked';
