-- why: people choose which mail comes to them, and stop it with one click; and mail that goes round to many (the
-- week's digest) reaches each person once, however often its job is begun again after a lost worker.
create table platform.mail_choice (
  subject uuid not null constraint platform_mail_choice_subject references platform.subject (id),
  list text not null,
  choice text not null,
  chosen_at timestamptz not null,
  constraint platform_mail_choice_pk primary key (subject, list)
);
create index platform_mail_choice_by_list on platform.mail_choice (list);

alter table platform.notification add column once text;
create unique index platform_notification_once on platform.notification (to_subject, once);
