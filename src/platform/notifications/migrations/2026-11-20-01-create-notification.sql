-- why: what is to be told to whom is written in the action's transaction and rendered when it is sent, so that
-- mail never tells of what was rolled back or changed since. An address or a sealed value given for one mail
-- stands here only until it is sent, and never in the queue.
create table platform.notification (
  id uuid not null constraint platform_notification_pk primary key,
  template text not null,
  to_subject uuid constraint platform_notification_subject references platform.subject (id),
  to_mail text,
  ids jsonb not null default '{}',
  sealed text,
  queued_at timestamptz not null,
  state text not null default 'queued'
    constraint platform_notification_state check (state in ('queued', 'sent', 'dropped', 'failed')),
  settled_at timestamptz,
  failure text,
  constraint platform_notification_addressed check (to_subject is not null or to_mail is not null or state <> 'queued'),
  constraint platform_notification_settled check ((state = 'queued') = (settled_at is null))
);
create index platform_notification_by_subject on platform.notification (to_subject, queued_at);
