# Two images of one commit: `site` (gunicorn, workers, beat, commands) and `proxy` (nginx with the
# static files). docker-compose.yml builds both. NOT BUILT HERE: no machine of ours runs Docker;
# tests/running/test_compose.py checks what can be checked without it.
FROM python:3.11.14-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt /
RUN python -m venv /venv && /venv/bin/pip install --require-hashes --only-binary=:all: -r /requirements.txt

FROM python:3.11.14-slim-bookworm AS site
ARG COMMIT=unknown
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=homebank.settings HOMEBANK_COMMIT=$COMMIT HOMEBANK_STATIC_ROOT=/srv/static
RUN groupadd --gid 10001 homebank && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent homebank && \
    install -d -o 10001 -g 10001 /run/maintenance
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# Words are compiled and files gathered once, with settings that open nothing.
RUN python deploy/prepare.py && python -m compileall -q /app /venv/lib
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "homebank.wsgi", "--config=deploy/gunicorn.py", "--bind=0.0.0.0:8000"]

FROM nginx:1.28.0-alpine AS proxy
COPY --from=site /srv/static /srv/static
COPY deploy/nginx/nginx.conf.template /etc/nginx/templates/nginx.conf.template
COPY deploy/nginx/desk-access.conf /etc/nginx/desk-access.conf
ENV NGINX_ENVSUBST_OUTPUT_DIR=/tmp/nginx NGINX_ENVSUBST_FILTER=^NGINX_ NGINX_HTTP_PORT=8080 NGINX_HTTPS_PORT=8443 \
    NGINX_STATIC=/srv/static NGINX_TMP=/tmp/nginx \
    NGINX_DESK_ACCESS=/etc/nginx/desk-access.conf \
    NGINX_CERTIFICATE=/run/secrets/tls_certificate NGINX_KEY=/run/secrets/tls_key
USER 101:101
EXPOSE 8080 8443
CMD ["nginx", "-c", "/tmp/nginx/nginx.conf", "-g", "daemon off;"]
