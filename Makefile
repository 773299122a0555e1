# Every target sets up what it needs: Python 3.11, make and git are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cksum requirements.txt | cut -d' ' -f1)
SPARK_VENV := .venv-spark
SPARK_READY := $(SPARK_VENV)/.ready-$(shell cksum requirements-spark.txt | cut -d' ' -f1)
export PYTHONPATH := $(CURDIR)
export GX_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export BY REASON
export DAGSTER_DISABLE_TELEMETRY := yes

.PHONY: help setup browser demo refresh backfill serve templates withdraw alerts alert-test test test-heavy test-faults spark spark-export test-spark lint format bench lock clean \
	releases verify-release approve rollback cite prune rebuild backup restore audit subject-export subject-erase purge

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 18

setup: $(READY) ## make the virtual environment (the other commands do this by themselves)

# The lock is complete, so nothing is resolved again (--no-deps). Compiled once here: some machines forbid bytecode at run time, and start-up would take twice as long.
$(READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=…"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { $(PYTHON) -m pip install --user virtualenv && $(PYTHON) -m virtualenv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python -m compileall -q $(VENV)/lib > /dev/null || true
	@rm -f $(VENV)/.ready-* && touch $@

# Spark's environment stands apart: dbt-spark's cap on pyspark is overridden in the lock, so nothing is resolved here.
$(SPARK_READY): requirements-spark.txt
	@command -v java > /dev/null || { test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update -qq && \
	apt-get install -y -qq openjdk-17-jre-headless > /dev/null; } || { echo "Java 17 is needed for Spark"; exit 1; }
	@test -x $(SPARK_VENV)/bin/python || $(PYTHON) -m venv $(SPARK_VENV) || $(PYTHON) -m virtualenv $(SPARK_VENV)
	$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-spark.txt
	@$(SPARK_VENV)/bin/python -m compileall -q $(SPARK_VENV)/lib > /dev/null || true
	@rm -f $(SPARK_VENV)/.ready-* && touch $@

demo: setup ## set up, make the sample city, refresh, publish, say where to look (home: ./var/demo)
	COOP_HOME=$(CURDIR)/var/demo $(BIN)/python -m pipelines demo

refresh: setup ## one run over $COOP_HOME/landing; exit 0 only with a published release
	COOP_ACCEPT="$(or $(ACCEPT),$(COOP_ACCEPT))" $(BIN)/python -m pipelines refresh

backfill: setup ## months of event tables once more from the raw rows: FROM=2019-01 TO=2021-12 [TABLE=fct_study]
	$(BIN)/python -m pipelines backfill --from "$(FROM)" --to "$(TO)" --table "$(TABLE)"

serve: setup ## site on 127.0.0.1:8050, Dagster's UI on 127.0.0.1:3000, schedules and sensors
	$(BIN)/python -m pipelines serve

alerts: setup ## what is wrong now, and send the alerts that wait
	$(BIN)/python -m pipelines alerts

alert-test: setup ## a test message to every channel of COOP_ALERT_URLS; says for each whether it worked
	$(BIN)/python -m pipelines alert-test

withdraw: setup ## a delivery counts as never received: make withdraw FILE=landing/<system>/<feed>/<provider>/<file>
	$(BIN)/python -m pipelines withdraw "$(FILE)" --by "$$BY"

templates: setup ## write the blank workbook of every feed to $COOP_HOME/templates/<system>/<feed>.xlsx
	$(BIN)/python -m pipelines templates

releases: setup ## list the releases: checked, published, superseded; cited; rolled back to
	@$(BIN)/python -m pipelines releases

verify-release: setup ## checksums, and pages, workbooks, Parquet and CSV against the database ([RELEASE=…])
	@$(BIN)/python -m pipelines verify-release $(RELEASE)

approve: setup ## publish the checked draft: RELEASE=… BY="role or name"
	@$(BIN)/python -m pipelines approve "$(RELEASE)" --by "$$BY"

rollback: setup ## give readers an earlier release: RELEASE=… [BY=…] [REASON=…]
	@$(BIN)/python -m pipelines rollback "$(RELEASE)" --by "$$BY" --reason "$$REASON"

cite: setup ## keep a release for ever: RELEASE=… [BY=…]
	@$(BIN)/python -m pipelines cite "$(RELEASE)" --by "$$BY"

prune: setup ## old releases beyond KEEP=n; APPLY=1 removes them
	@$(BIN)/python -m pipelines prune --keep "$(KEEP)" $(if $(APPLY),--apply)

rebuild: setup ## build a release's numbers again from the raw log and compare: RELEASE=…
	@$(BIN)/python -m pipelines rebuild "$(RELEASE)"

backup: setup ## a consistent copy with checksums: [TO=folder] [WITH=landing,secret]
	@$(BIN)/python -m pipelines backup $(if $(TO),--to "$(TO)") --with "$(WITH)"

restore: setup ## put a backup back: FROM=folder [FORCE=1]
	@$(BIN)/python -m pipelines restore "$(FROM)" $(if $(FORCE),--force)

audit: setup ## verify the chain of the audit log and print it
	@$(BIN)/python -m pipelines audit

subject-export: setup ## all rows of one person as JSON; asks for the document, which is never stored
	@$(BIN)/python -m pipelines subject-export

subject-erase: setup ## forget one person in warehouse, landing and backups; counts stay
	@$(BIN)/python -m pipelines subject-erase

purge: setup ## persons and files past retention; APPLY=1 lets go of them
	@$(BIN)/python -m pipelines purge $(if $(APPLY),--apply)

spark: setup $(SPARK_READY) ## build this installation's models on a Spark cluster on loopback and compare every row
	$(BIN)/python -m pipelines.spark

spark-export: setup ## only write the raw rows as Parquet for a cluster elsewhere: TO=folder (made anew: folder/sources)
	$(BIN)/python -m pipelines.spark "$(or $(TO),$(error TO=folder is needed))"

# The browser tests need Chromium, a Chinese font and a reader of PDF; where they cannot be installed, those tests are skipped and say so.
browser:
	@test -x /usr/bin/chromium -a -x /usr/bin/pdftotext || { test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update -qq && \
	apt-get install -y -qq chromium fonts-noto-cjk poppler-utils > /dev/null; } || echo "no Chromium or no pdftotext: the tests that need them will be skipped"

test: setup browser ## the quick tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-heavy: setup browser ## the long tests: breaking the gate, known-at, real data (REAL_DATA, default ../shared/data)
	$(BIN)/python -m pytest -m heavy -n 2 --dist loadgroup

test-faults: setup ## kill, starve and break it at every step; figures are printed ([KILLS=n] [SEED=n])
	KILLS="$(KILLS)" SEED="$(SEED)" $(BIN)/python -m pytest tests/faults -m "" -rP --no-header

test-spark: setup $(SPARK_READY) ## the sample city on a Spark master and worker: every row equals DuckDB's (minutes)
	$(BIN)/python -m pytest tests/spark -m "" -rP --no-header

lint: setup ## ruff, sqlfluff, Dagster's own validation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint dbt_project/models --processes 2 --disable-progress-bar
	COOP_HOME=$(CURDIR)/var/lint $(BIN)/dagster definitions validate --workspace workspace.yaml --log-level warning

format: setup ## let ruff and sqlfluff mend what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix dbt_project/models --processes 2 --disable-progress-bar

bench: setup browser ## measure landing, refresh and the site; prints a table and writes $COOP_HOME/bench.json
	$(BIN)/python -m benchmarks

lock: setup ## lock the dependencies of pyproject.toml with hashes
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --python-version 3.11 --no-header -q -o requirements.txt
	$(BIN)/uv pip compile --group spark --generate-hashes --python-version 3.11 --no-header -q -o requirements-spark.txt

clean: ## remove the environment and everything the commands made in ./var
	chmod -R u+w var 2>/dev/null || true
	rm -rf $(VENV) $(SPARK_VENV) var
