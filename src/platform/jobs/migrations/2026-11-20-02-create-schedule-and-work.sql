-- why: what runs by the clock remembers when it last fell due, so that several workers send it once and a
-- worker that was down catches up once; and long work (imports, packs, documents) shows how far it is.
create table platform.job_schedule (
  job text not null constraint platform_job_schedule_pk primary key,
  due_at timestamptz not null
);

create table platform.work (
  id uuid not null constraint platform_work_pk primary key,
  kind text not null,
  title text not null,
  started_by uuid,
  done integer not null default 0,
  out_of integer,
  state text not null default 'running'
    constraint platform_work_state check (state in ('running', 'finished', 'failed')),
  result_href text,
  message text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  finished_at timestamptz,
  constraint platform_work_finished check ((state = 'running') = (finished_at is null))
);
create index platform_work_by_starter on platform.work (started_by, created_at);
