# One image for the web, the worker and the scheduler; compose.yaml says which does what.
FROM python:3.11-slim-trixie AS build
RUN pip install --no-cache-dir 'uv>=0.9'
WORKDIR /app
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev
COPY . .
# viewflow's own static files are 51 MB that no page of ours uses
RUN SECRET_KEY=only-to-collect-static-files ALLOWED_HOSTS=localhost DATABASE_URL=postgres://nobody@127.0.0.1/nothing \
    DJANGO_SETTINGS_MODULE=workflow_app.settings.production STATIC_ROOT=/app/staticfiles \
    .venv/bin/python manage.py collectstatic --noinput --ignore viewflow --verbosity 0

FROM python:3.11-slim-trixie
# pg_dump and pg_restore for `manage.py backup`, in the version of the server in compose.yaml
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --uid 10001 app && install -d -o app /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=workflow_app.settings.production \
    DATA_DIR=/data STATIC_ROOT=/app/staticfiles
USER app
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn_production.py", "workflow_app.wsgi"]
