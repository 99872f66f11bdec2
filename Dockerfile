# The image of the site: the same steps as on any machine, `make install` then `make build` (see Makefile).
FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends make python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY Makefile pyproject.toml uv.lock README.md ./
COPY .ci/uv.txt .ci/
# Before the code, so that a change of code does not install everything again; nothing of the site is imported here
RUN make install EXTRAS=build
COPY . .
# Static files do not depend on these values: they are needed to read the settings, and stay out of the image
RUN SECRET_KEY=only-to-collect-the-static-files-of-the-image DATABASE_URL=postgres://x:x@localhost/x \
    REDIS_URL=redis://localhost EMAIL_URL=smtp://localhost:25 SITE_URL=https://localhost ALLOWED_HOSTS=localhost \
    make build

FROM debian:bookworm-slim AS site
# postgresql-client brings pg_dump and pg_restore, for the commands backup and restore
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates python3 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin plateforme \
    && install -d -o plateforme -g plateforme -m 0750 /media /erasures
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_ROOT=/media
USER plateforme
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", \
     "--no-ws", "--respawn-failed-workers", "config.wsgi:application"]

FROM caddy:2-alpine AS proxy
COPY docker/Caddyfile /etc/caddy/Caddyfile
# The program listens above 1024, so it needs no right of its own and no root
RUN setcap -r /usr/bin/caddy && chown -R 10002:10002 /data /config
USER 10002:10002
