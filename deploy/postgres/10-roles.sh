#!/bin/sh
# Runs once, when the cluster is made: the owner of the tables, the site's own role, the database.
# docs/ledger.md says what each may do. The passwords come from files.
set -eu
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  -v owner="$(cat "$OWNER_PASSWORD_FILE")" -v web="$(cat "$WEB_PASSWORD_FILE")" <<'SQL'
CREATE ROLE homebank_owner LOGIN PASSWORD :'owner';
CREATE ROLE homebank_web LOGIN PASSWORD :'web';
CREATE DATABASE homebank OWNER homebank_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE homebank FROM PUBLIC;
GRANT CONNECT ON DATABASE homebank TO homebank_web;
SQL
