-- A secret (a provider's client secret, a RADIUS shared secret) is kept enciphered under a data key of its
-- own, which is wrapped by a master key that never lies in the database or beside it.
create table platform.secret (
  id uuid constraint platform_secret_key primary key,
  -- What the secret belongs to, as the module that keeps it writes it: bound into the encryption, so that a
  -- row copied to another owner or name no longer opens.
  owner text not null constraint platform_secret_owner_length check (char_length(owner) between 1 and 200),
  name text not null constraint platform_secret_name_length check (char_length(name) between 1 and 100),
  key_id text not null,
  wrapped_key bytea not null,
  nonce bytea not null,
  ciphertext bytea not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint platform_secret_owner_and_name unique (owner, name)
);

-- Rotation walks the rows that are still wrapped by an older key.
create index platform_secret_by_key on platform.secret (key_id);
