# Every errand of a maintainer; `.ci/run` uses the same ones. Begin with: make help
SHELL := /bin/sh
PYTHON_IN := .venv/bin/python
PORT ?= 8000
# what to hand to pytest, e.g. make test ARGS="-k ballots -x"
ARGS ?=

TEMPLATES := templates $(wildcard */templates workflow_app/*/templates)
DEV := DJANGO_SETTINGS_MODULE=workflow_app.settings.dev SITE_URL=http://127.0.0.1:$(PORT)
SERVE := $(DEV) BIND=127.0.0.1:$(PORT) .venv/bin/gunicorn --config deploy/gunicorn_embedded.py \
	--no-control-socket workflow_app.wsgi
ON_NOTHING := DATABASE_URL=sqlite:///:memory: DJANGO_SETTINGS_MODULE=workflow_app.settings.base
AS_PRODUCTION := DJANGO_SETTINGS_MODULE=workflow_app.settings.production \
	SECRET_KEY=only-for-the-check-of-the-settings-0123456789-abcdefghijklmnopqrstuvwxyz \
	ALLOWED_HOSTS=to-trinh.example SITE_URL=https://to-trinh.example \
	VAULT_KEYS=b25seS1mb3ItdGhlLWNoZWNrLW9mLXNldHRpbmdzLS0= \
	DATABASE_URL=postgres://nobody@127.0.0.1/nothing

.DEFAULT_GOAL := help
.PHONY: help demo run install install-dev test bench race crash size load docs pictures lint lint-style lint-types lint-templates \
	lint-imports lint-django lint-messages fmt messages clean

help:  ## show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: install  ## install, load the demo data and serve on http://127.0.0.1:8000 (PORT=... for another)
	@mkdir -p staticfiles
	@$(DEV) $(PYTHON_IN) manage.py migrate --verbosity 0
	@$(DEV) $(PYTHON_IN) manage.py demo
	@echo "Tờ Trình is at http://127.0.0.1:$(PORT)  (Ctrl-C ends it)"
	@$(SERVE)

run: install  ## serve what is in the database, restarting when the code changes
	@mkdir -p staticfiles
	@$(DEV) $(PYTHON_IN) manage.py migrate --verbosity 0
	@$(SERVE) --reload

install:  # what the product needs
	@scripts/bootstrap

install-dev:  # and what its tests and checks need
	@scripts/bootstrap --dev

test: install-dev  ## run all tests on SQLite and on PostgreSQL (ARGS="-k name" for some)
	@scripts/install_chromium
	@$(PYTHON_IN) scripts/run_tests.py $(ARGS)

bench: install-dev  ## measure beside stock Viewflow, plain ORM and plain SQL (BENCH_JSON=path keeps the rows)
	$(PYTHON_IN) -m tests.bench

race: install-dev  ## the long form of the races: 10,000 rounds on both databases
	RACE_ROUNDS=10000 $(PYTHON_IN) scripts/run_tests.py tests/races $(ARGS)

crash: install-dev  ## the long form of the crashes: the power goes at every statement of a plan's life
	CRASH_AT=every $(PYTHON_IN) scripts/run_tests.py tests/crashes $(ARGS)

size: install-dev  ## the long form of the size tests: a million duties on both databases
	SIZE_DUTIES=1000000 $(PYTHON_IN) scripts/run_tests.py tests/size $(ARGS)

load: install-dev  ## the long form of a crowd: 134 members vote on 30 items within a minute, on PostgreSQL
	LOAD_MEMBERS=134 LOAD_ITEMS=30 $(PYTHON_IN) -m pytest tests/ballots/test_load.py --db=postgres -q \
		-o log_cli=true --log-cli-level=WARNING $(ARGS)

lint: lint-style lint-types lint-templates lint-imports lint-django lint-messages  ## check style, types, templates, imports, settings, messages

lint-style: install-dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check

lint-types: install-dev
	.venv/bin/mypy

lint-templates: install-dev
	.venv/bin/djlint $(TEMPLATES) --lint --quiet
	.venv/bin/djlint $(TEMPLATES) --check

lint-imports: install-dev
	.venv/bin/lint-imports

lint-django: install-dev
	$(ON_NOTHING) $(PYTHON_IN) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, as production" && \
		$(AS_PRODUCTION) $(PYTHON_IN) manage.py check --deploy --fail-level WARNING

lint-messages: install-dev
	$(PYTHON_IN) scripts/messages.py --check

fmt: install-dev  ## format Python and templates, mend what can be mended
	.venv/bin/ruff check --fix-only --quiet
	.venv/bin/ruff format
	-.venv/bin/djlint $(TEMPLATES) --reformat --quiet

messages: install-dev  ## collect messages from the code, compile the translations
	$(PYTHON_IN) scripts/messages.py

docs: install-dev  ## write the charts and tables of docs/ from the code
	$(PYTHON_IN) scripts/export_processes.py

pictures: install-dev  ## take the pictures of docs/ from a demo of its own (or from DATABASE_URL)
	@scripts/install_chromium
	$(PYTHON_IN) scripts/take_pictures.py

clean:  ## forget caches and test results (not the data in var/)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results staticfiles
