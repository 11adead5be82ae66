-- why: who sees an address, a number or a job title is the person's own choice, field by field; the defaults are
-- those of public bodies about facts of work, and are data. A choice is recorded and counts from that moment.
alter table organisations.person
  add column mobile text,
  add column mail_audience text,
  add column phone_audience text,
  add column mobile_audience text,
  add column job_title_audience text,
  add constraint organisations_person_mail_audience check (mail_audience in ('own', 'staff', 'everybody')),
  add constraint organisations_person_phone_audience check (phone_audience in ('own', 'staff', 'everybody')),
  add constraint organisations_person_mobile_audience check (mobile_audience in ('own', 'staff', 'everybody')),
  add constraint organisations_person_job_title_audience
    check (job_title_audience in ('own', 'staff', 'everybody')),
  drop constraint organisations_person_left_is_unreachable,
  add constraint organisations_person_left_is_unreachable
    check (state = 'active' or (mail is null and phone is null and mobile is null));

create table organisations.contact_default (
  field text not null constraint organisations_contact_default_key primary key
    constraint organisations_contact_default_field check (field in ('mail', 'phone', 'mobile', 'job-title')),
  audience text not null
    constraint organisations_contact_default_audience check (audience in ('own', 'staff', 'everybody'))
);
insert into organisations.contact_default (field, audience) values
  ('mail', 'staff'), ('phone', 'staff'), ('mobile', 'own'), ('job-title', 'staff');

-- Each choice with its moment: what was shown to whom, and since when it no longer is, can be answered later.
create table organisations.contact_choice (
  id uuid not null constraint organisations_contact_choice_key primary key,
  person_id uuid not null constraint organisations_contact_choice_person references organisations.person (id),
  field text not null
    constraint organisations_contact_choice_field check (field in ('mail', 'phone', 'mobile', 'job-title')),
  audience text not null
    constraint organisations_contact_choice_audience check (audience in ('own', 'staff', 'everybody')),
  chosen_at timestamptz not null
);
create index organisations_contact_choice_by_person on organisations.contact_choice (person_id, chosen_at);

-- Who sees which field, choice or default: one row a person.
create view organisations.contact_audience as
  select person.id as person_id,
    coalesce(person.mail_audience, mail.audience) as mail,
    coalesce(person.phone_audience, phone.audience) as phone,
    coalesce(person.mobile_audience, mobile.audience) as mobile,
    coalesce(person.job_title_audience, job_title.audience) as job_title
  from organisations.person
  join organisations.contact_default mail on mail.field = 'mail'
  join organisations.contact_default phone on phone.field = 'phone'
  join organisations.contact_default mobile on mobile.field = 'mobile'
  join organisations.contact_default job_title on job_title.field = 'job-title';

-- The card stands on pages for every signed-in reader, so it holds a job title only where they may see it.
create or replace view organisations.person_card as
  select person.id, person.name, person.state, post.organisation_id, post.organisation_name,
    case when coalesce(person.job_title_audience, standard.audience) <> 'own' then post.job_title end as job_title
  from organisations.person
  join organisations.contact_default standard on standard.field = 'job-title'
  left join lateral (
    select employment.organisation_id, organisation.name as organisation_name, employment.job_title
    from organisations.employment
    join organisations.organisation on organisation.id = employment.organisation_id
    where employment.person_id = person.id and employment.ended_on is null
    order by employment.started_on, employment.id
    limit 1
  ) post on true;
