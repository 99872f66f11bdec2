#!/bin/sh
# Run once by the database's image on an empty volume: the two roles and the database (docs/operations.md).
set -eu
: "${OWNER_PASSWORD:?is not set}" "${SITE_PASSWORD:?is not set}"
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 -v owner="$OWNER_PASSWORD" -v site="$SITE_PASSWORD" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE plateforme_owner LOGIN CREATEDB PASSWORD :'owner';
CREATE ROLE plateforme_site LOGIN PASSWORD :'site';
GRANT plateforme_site TO plateforme_owner;
CREATE DATABASE plateforme OWNER plateforme_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE plateforme FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE plateforme TO plateforme_site;
SQL
