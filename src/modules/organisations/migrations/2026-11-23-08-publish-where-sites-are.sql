-- Whoever looks for a desk near a place asks how far the buildings are: where they stand is no secret, so other rooms may join it.
create view organisations.site_place as
  select id as site_id, town, postcode, latitude::double precision as latitude, longitude::double precision as longitude
  from organisations.site;
