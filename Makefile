# Two commands matter: `make run` and `make test`. The rest is for people who change Pasti.

.PHONY: run test check bench replay torture format lock messages states screens clean

run:            ## a sample office and a sample centre, ready to click through
	@scripts/setup run
	@exec .venv/bin/pasti demo

test:           ## everything: linters, types, contracts, SQLite, PostgreSQL, browser
	@scripts/test

check:          ## linters, types and contracts only
	@scripts/setup dev
	@scripts/check

bench:          ## figures beside a baseline of the same run
	@scripts/bench

replay:         ## the Bekasi morning, the Serang week and its 20,000 cards in full: what became of everybody, as small tables
	@scripts/setup dev
	@PASTI_REPLAY=full .venv/bin/pytest --quiet tests/replays

torture:        ## an office and a centre under load, killed, cut off and put back; nothing may be lost
	@scripts/torture

format:
	@.venv/bin/ruff format src tests
	@.venv/bin/ruff check --fix src tests

lock:           ## pin again what pyproject.toml and package.json ask for
	@scripts/lock

messages:       ## collect new sentences for the translators
	@scripts/messages

states:         ## draw docs/states/ again from the MOVES tables
	@.venv/bin/pasti states

screens:        ## take the README's pictures again
	@scripts/screens

clean:          ## throw away everything that was built (not var/, where the data is)
	rm -rf .venv node_modules build
