#!/bin/sh
# Runs once, when PostgreSQL's data folder is empty: the two roles and the database's owner.
set -eu
psql --set ON_ERROR_STOP=1 --set owner="$POSTGRES_PASSWORD" --set app="$APP_PASSWORD" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE lapor_owner LOGIN PASSWORD :'owner';
CREATE ROLE lapor_app LOGIN PASSWORD :'app';
ALTER DATABASE lapor OWNER TO lapor_owner;
ALTER SCHEMA public OWNER TO lapor_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON DATABASE lapor FROM PUBLIC;
GRANT CONNECT ON DATABASE lapor TO lapor_app;
SQL
