-- A file somebody has put up belongs to exactly one record, and is served only through it. Its bytes lie in
-- the data directory under their SHA-256; this row gives them a name, a type, an owner and an end.
create table platform.file (
  id uuid constraint platform_file_key primary key,
  sha256 text not null constraint platform_file_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null constraint platform_file_name check (char_length(name) between 1 and 200),
  type text not null
    constraint platform_file_type check (type in ('pdf', 'png', 'jpeg', 'docx', 'xlsx', 'odt', 'csv', 'txt')),
  bytes bigint not null constraint platform_file_bytes check (bytes > 0),
  owner_subject uuid not null constraint platform_file_owner references platform.subject (id),
  created_at timestamptz not null,
  -- Set when the record no longer keeps the file: the row stays so that what referred to it can say so.
  purged_at timestamptz
);

create index platform_file_by_owner on platform.file (owner_subject);
create index platform_file_by_sha256 on platform.file (sha256) where purged_at is null;
