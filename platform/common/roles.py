"""What the site's database role may do. The owner of the tables says it again after each migration."""

from django.conf import settings
from django.db import connection
from psycopg import sql

# SELECT and INSERT, nothing else
APPEND_ONLY = (
    "journal_entry",
    "declarations_event",
    "declarations_signedhead",
    "declarations_adoptionact",
    "accounts_erased",
)


def grant_site_role() -> None:
    """Give the site's role its rights on every table; run as the owner."""
    role = sql.Identifier(settings.SITE_DATABASE_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, count(*) FROM pg_roles WHERE rolname = %s GROUP BY 1", [settings.SITE_DATABASE_ROLE]
        )
        row = cursor.fetchone()
        if row is None or row[0] == settings.SITE_DATABASE_ROLE:
            raise RuntimeError("DATABASE_URL and MIGRATE_DATABASE_URL must name two different roles that exist.")
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        ):
            cursor.execute(sql.SQL(statement).format(role=role))
        for table in set(APPEND_ONLY) & set(connection.introspection.table_names(cursor)):
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(table=sql.Identifier(table), role=role)
            )
