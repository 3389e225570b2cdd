# The commands of the project. A newcomer needs the first two; `make demo` asks
# for Go and nothing else.
GO          ?= go
BIN         := bin/gongbao
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOFUMPT     := mvdan.cc/gofumpt@v0.12.0
FUZZTIME    ?= 30s
BENCH       ?= .

.PHONY: demo test build lint conformance bench golden race fuzz clean

demo: build ## read the sample communiqués and show what can be done with the graph
	@./$(BIN) demo

test: ## run every test
	$(GO) test ./...

build: ## make the program
	$(GO) build -trimpath -o $(BIN) ./cmd/gongbao

lint: ## formatting, vet and static analysis
	@out="$$($(GO) run $(GOFUMPT) -l .)"; if [ -n "$$out" ]; then echo "not formatted by gofumpt:"; echo "$$out"; exit 1; fi
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

conformance: ## the suites of the W3C and of Cayley
	$(GO) test -count=1 -run 'W3C|Conformance|Suite' ./graph/...

bench: ## speed and size
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem ./...

golden: ## write all generated and golden files anew
	$(GO) generate ./...
	GONGBAO_UPDATE=1 $(GO) test -count=1 ./...

race: ## every test under the race detector
	$(GO) test -race ./...

fuzz: ## each fuzz target for FUZZTIME
	@set -e; for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg; \
		done; \
	done

clean: ## take away what was built
	rm -rf bin gongbao-demo
