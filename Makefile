# The verbs of this repository. `make run` and `make test` do all the set-up there is.

GO       ?= go
BIN      := bin/xiansuo
DATA     ?=
ARGS     ?=
# Where goroutines share something; the rest makes every test some times slower, and make race looks at all of it.
SIDE     := /pkg/bus$$|/services/internal/(admission|coalesce|outbox|run|setting|web|webhook)$$|/intake/internal/throttle$$|/routing/internal/queues$$
# The race detector needs a C compiler.
RACE     := $(if $(shell command -v gcc 2>/dev/null),-race,)

.PHONY: help run build test race check generate bench million nemesis nemesis-planted accuracy postgres tools

help: ## show this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

run: postgres build ## everything in one process: services, broker, private PostgreSQL, a sample district (ARGS=... for flags)
	@./$(BIN) up $(ARGS)

build: ## build bin/xiansuo
	@test -x $(BIN) || echo "building; the first time takes one to three minutes"
	@$(GO) build -o $(BIN) ./services/xiansuo

test: postgres tools ## all tests; those of what runs side by side with the race detector
	@$(GO) test -timeout 14m ./services/nodetest & browsers=$$!; \
	$(GO) list work | grep -v '/nodetest$$' | grep -vE '$(SIDE)' | xargs $(GO) test -timeout 14m; failed=$$?; \
	$(GO) list work | grep -E '$(SIDE)' | xargs $(GO) test $(RACE) -timeout 14m || failed=1; \
	wait $$browsers && exit $$failed

race: postgres ## all tests but the browsers' with the race detector (half an hour on two cores)
	@$(GO) list work | grep -v '/nodetest$$' | xargs $(GO) test -race -timeout 60m

check: ## formatting, vet, staticcheck, generated files
	@unformatted=$$(gofmt -l pkg services); test -z "$$unformatted" || { echo "not gofmt-clean: $$unformatted"; exit 1; }
	$(GO) vet work
	cd services && $(GO) tool staticcheck ./... ../pkg/...
	$(GO) run ./services/internal/eventdoc/generate
	@git diff --exit-code --stat -- pkg/lead/schema docs/events.md docs/asyncapi.yaml || { echo "generated files have drifted: commit what make generate made"; exit 1; }

generate: ## schemas, docs/events.md and docs/asyncapi.yaml from the structs of pkg/lead
	$(GO) run ./services/internal/eventdoc/generate

bench: postgres build ## rates, latency, lifecycles, a spike, processor time and memory, beside a bare reference (ARGS="-only single" for a part)
	$(GO) run ./services/bench $(ARGS)

million: postgres build ## make bench at a million leads beside an empty system: needs 30 GB of disk and a quarter of an hour
	$(GO) run ./services/bench -million $(ARGS)

nemesis: postgres build ## breaks a running district at random for a minute and checks that nothing is lost (ARGS="-duration 10m -seed 7")
	@$(GO) run ./services/nemesis -xiansuo $(BIN) $(ARGS)

nemesis-planted: postgres build ## shows that the nemesis finds bugs that are put in on purpose (some fifteen minutes)
	@$(GO) run ./services/nemesis -xiansuo $(BIN) -planted services/nemesis/planted -duration 40s -every 1s -rate 150 -routing 2 -faults kill-service,kill-database $(ARGS)

accuracy: build ## how often the rules are right, on the 60 samples or on DATA=FILE
	@./$(BIN) rules accuracy $(DATA)

postgres: # PostgreSQL's programs, installed where they are missing and we may
	@./deploy/postgres/install.sh

tools: # Node and Chromium for the tests with clients that nobody here wrote
	@./services/nodetest/install.sh
