-- Groups talk between their meetings: threads of posts, read on the page or by mail, answered on the page or by
-- mail. A withdrawn post leaves its stone; an address for answers is kept only as a digest and runs out.
create table groups.thread (
  id uuid not null,
  group_id uuid not null,
  title text not null,
  audience text not null,
  started_by uuid not null,
  started_at timestamptz not null,
  last_post_at timestamptz not null,
  pinned boolean not null default false,
  closed_at timestamptz,
  constraint groups_thread_key primary key (id),
  constraint groups_thread_group foreign key (group_id) references groups."group" (id),
  constraint groups_thread_subject foreign key (id) references platform.subject (id),
  constraint groups_thread_starter foreign key (started_by) references organisations.person (id),
  constraint groups_thread_audience_known check (audience in ('members', 'partners'))
);
create index groups_thread_by_group on groups.thread (group_id, pinned desc, last_post_at desc, id);

create table groups.post (
  id uuid not null,
  thread_id uuid not null,
  author_id uuid not null,
  body text not null,
  -- What a mail quoted below its author's words: kept, and shown only when asked for.
  quoted text,
  by_mail boolean not null default false,
  attachments_left_out integer not null default 0,
  message_id text,
  written_at timestamptz not null,
  edited_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  constraint groups_post_key primary key (id),
  constraint groups_post_thread foreign key (thread_id) references groups.thread (id),
  constraint groups_post_author foreign key (author_id) references organisations.person (id),
  constraint groups_post_withdrawer foreign key (withdrawn_by) references organisations.person (id),
  constraint groups_post_withdrawn_is_bare check (withdrawn_at is null or (body = '' and quoted is null)),
  constraint groups_post_once unique (thread_id, message_id)
);
create index groups_post_by_thread on groups.post (thread_id, written_at, id);
create index groups_post_by_author on groups.post (author_id);

create table groups.unfollowed (
  thread_id uuid not null,
  person_id uuid not null,
  constraint groups_unfollowed_key primary key (thread_id, person_id),
  constraint groups_unfollowed_thread foreign key (thread_id) references groups.thread (id),
  constraint groups_unfollowed_person foreign key (person_id) references organisations.person (id)
);
create index groups_unfollowed_by_person on groups.unfollowed (person_id);

create table groups.reply_address (
  token_digest bytea not null,
  thread_id uuid not null,
  person_id uuid not null,
  expires_at timestamptz not null,
  constraint groups_reply_address_key primary key (token_digest),
  constraint groups_reply_address_thread foreign key (thread_id) references groups.thread (id),
  constraint groups_reply_address_person foreign key (person_id) references organisations.person (id)
);
create index groups_reply_address_by_person on groups.reply_address (person_id, thread_id);
create index groups_reply_address_by_end on groups.reply_address (expires_at);

-- Up to when the posts of a group have gone out in its daily mail, so that a missed day is made up and none is told twice.
create table groups.discussion_told (
  group_id uuid not null,
  told_until timestamptz not null,
  constraint groups_discussion_told_key primary key (group_id),
  constraint groups_discussion_told_group foreign key (group_id) references groups."group" (id)
);
