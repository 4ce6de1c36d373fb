-- The rows that one call leaves, in plain words; and the places as one flat table.
create table person (id bigint generated always as identity primary key, given_name text, family_name text, birth_date date,
  street text, postal_code text, state text, created_at timestamptz not null default now());
create table contact_point (id bigint generated always as identity primary key, person_id bigint not null references person,
  kind text not null, value text not null, may_call boolean, may_leave_voicemail boolean, may_text boolean);
create index on contact_point (value);
create index on contact_point (person_id);
create table intake (id bigint generated always as identity primary key, caller_id bigint not null references person,
  subject_id bigint not null references person, state text not null default 'draft', version int not null default 1,
  situation jsonb not null, narrative text, past_overdose boolean, created_at timestamptz not null default now(),
  completed_at timestamptz);
create index on intake (caller_id);
create index on intake (subject_id);
create table substance_use (id bigint generated always as identity primary key, intake_id bigint not null references intake,
  substance_code text, route text, amount_per_day numeric(10, 3), amount_unit text, days_used_in_30 int, months_of_use int,
  prescribed boolean, prescriber_count int);
create index on substance_use (intake_id);
create table policy (id bigint generated always as identity primary key, intake_id bigint not null references intake,
  person_id bigint not null references person, coverage_kind text, payer_code text, plan_type text, member_id text);
create index on policy (intake_id);
create table finding (id bigint generated always as identity primary key, intake_id bigint not null references intake,
  rule_id text not null, severity text not null, content jsonb not null);
create index on finding (intake_id);
create table task (id bigint generated always as identity primary key, intake_id bigint not null references intake,
  person_id bigint not null references person, kind text not null, due_at timestamptz not null);
create index on task (due_at);
create table trail (id bigint generated always as identity primary key, at timestamptz not null default now(), action text not null,
  record_id bigint not null, detail jsonb not null);
create table outbox (id bigint generated always as identity primary key, at timestamptz not null default now(), name text not null,
  record_id bigint not null);
create table place (id uuid primary key, name text not null, program text, street text, city text, state text, zip text, phone text,
  latitude float8, longitude float8, codes text[] not null, categories text[] not null, tells_care boolean not null);
create index on place (state);
create index on place (latitude, longitude);
create index on place using gin (codes);
