# make            set everything up and serve it on http://127.0.0.1:8000 (PORT=8001 changes it)
# make reset      forget all data, then set it up afresh
# make test       everything that is checked: lint, types, rules, tests on both databases, browser
# make check      the quick part of it
# make bench      what a question and an answer cost, beside bare Django views
# make bench-cards       what reviewing costs a learner with 100,000 cards, on both databases
# make bench-teaching    what the pages of teachers cost with 50,000 questions, on both databases
# make bench-generator   how reading and generating grow with a pack, up to 20,000 facts
# make fitting    also install what fits the intervals of flashcards to each learner: an extra
# make messages   renew the texts to translate: quizzes/locale/uk/LC_MESSAGES/django.po
# make languages  compile what was translated to django.mo beside it. Both are committed: a machine
#                 that runs the app needs no gettext. A language is offered once its .mo is there
# make screenshots, make requirements: renew what their names say

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all:
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.DEFAULT_GOAL := run
.PHONY: run reset test check fitting bench bench-cards bench-teaching bench-generator screenshots messages languages requirements
.DELETE_ON_ERROR:

run: $(VENV)/.run
	@$(BIN)/python manage.py start

reset: $(VENV)/.run
	@$(BIN)/python manage.py reset
	@$(BIN)/python manage.py start --prepare

test: $(VENV)/.test
	@$(BIN)/python -m tests.everything

check: $(VENV)/.test
	@$(BIN)/python -m tests.everything --quick

fitting: $(VENV)/.run
	@$(INSTALL) -r requirements/run.txt -r requirements/fitting.txt

bench: $(VENV)/.test
	@$(BIN)/python -m tests.bench

bench-cards: $(VENV)/.test
	@$(BIN)/python -m tests.bench.cards

bench-teaching: $(VENV)/.test
	@$(BIN)/python -m tests.bench.teaching

bench-generator: $(VENV)/.test
	@$(BIN)/python -m tests.bench.generator

screenshots: $(VENV)/.test
	@$(BIN)/python -m tests.screenshots

messages: $(VENV)/.test
	@command -v xgettext >/dev/null || { echo "xgettext is missing. As root: apt-get install gettext"; exit 1; }
	@mkdir -p quizzes/locale
	@$(BIN)/python manage.py makemessages --locale uk --no-obsolete --no-wrap --ignore tests --ignore var

languages: $(VENV)/.test
	@command -v msgfmt >/dev/null || { echo "msgfmt is missing. As root: apt-get install gettext"; exit 1; }
	@$(BIN)/python manage.py compilemessages --locale uk --ignore .venv

requirements: $(VENV)/.uv
	@cd requirements && for name in uv run postgres fitting test; do \
	  ../$(LOCK) --upgrade --output-file $$name.txt $$name.in || exit 1; done

$(VENV)/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 or newer is needed as $(PYTHON). Another one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python cannot make environments here. As root: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || { echo "Setting up $(VENV) …"; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/uv.txt
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements/run.txt requirements/postgres.txt
	@echo "Installing what the server needs …"
	@$(INSTALL) -r requirements/run.txt -r requirements/postgres.txt
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	@echo "Installing what the tests need …"
	@$(INSTALL) -r requirements/test.txt
	@touch $@
