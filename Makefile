# Names everybody guesses; "make" alone prints them. CI runs "make check test".

.DEFAULT_GOAL := help
.PHONY: help packages test-packages build demo test check schema audit fuzz fuzz-read eval bench-read fit proof proof-kill proof-read proof-screens

# The proofs are tests that "make test" runs small; PAYABLE_PROOF=full makes them whole.
FUZZTIME ?= 30s
with := go run ./internal/pgtest/with

help: ## print this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

packages:
	@deploy/packages.sh

test-packages:
	@deploy/packages.sh test

build: packages ## compile to ./bin/payable
	go build -o bin/payable ./cmd/payable

demo: build ## everything on localhost: private Postgres, built-in mailbox, sample invoices; prints the address and the logins
	./bin/payable demo

test: test-packages ## start a scratch Postgres if PAYABLE_TEST_DATABASE is unset, then go test -race -shuffle=on ./...
	$(with) go test -race -shuffle=on ./...

check: packages ## gofmt -l, go vet, staticcheck, go mod tidy -diff, schema.sql is current
	@deploy/check.sh

schema: packages ## migrate a scratch database and write migrations/schema.sql
	go run ./internal/pgtest/schema > migrations/schema.sql.new
	mv migrations/schema.sql.new migrations/schema.sql

audit: ## govulncheck and a list of modules with their licences (needs the vulnerability database)
	"$$(go -C deploy/tools tool -n govulncheck)" ./...
	@deploy/licences.sh

fuzz: packages ## every Fuzz target, or those of FUZZ="FuzzPage FuzzUBL", FUZZTIME (30s) each
	@deploy/fuzz.sh $(FUZZTIME) $(FUZZ)

fuzz-read: packages ## what reads strangers' documents, 20 minutes each: page layout, UBL, CII, CSV
	@deploy/fuzz.sh 20m FuzzPage FuzzUBL FuzzCII FuzzCSV

# Each table by itself; SAMPLE=2 reads at most two documents of each layout as pictures.
SAMPLE ?= 0
truth = "$(PAYABLE_CORPUS)/truth.jsonl"
eval: build ## read the document corpus in $PAYABLE_CORPUS and print the accuracy of each field: as it is, its pages as pictures, after one correction
	@test -n "$(PAYABLE_CORPUS)" || { echo "set PAYABLE_CORPUS to the folder of the corpus" >&2; exit 2; }
	@echo "== documents as they are: XML, PDFs with text (by their pages), scans, photographs =="
	./bin/payable eval $(truth)
	@echo "== the XML inside hybrid PDFs =="
	./bin/payable eval $(truth) --hybrids
	@echo "== till receipts: date, seller, total =="
	./bin/payable eval $(truth) --receipts
	@echo "== the second document of a layout, after one correction =="
	./bin/payable eval $(truth) --learn
	@echo "== pages of PDFs with text as clean pictures =="
	./bin/payable eval $(truth) --pictures=clean --sample=$(SAMPLE)
	@echo "== the same pages as damaged pictures =="
	./bin/payable eval $(truth) --pictures=damaged --sample=$(SAMPLE)

bench-read: packages ## how long reading takes, side by side with pdftotext and gosseract alone; fails below what is asked
	go run ./ocr/bench

fit: packages ## learn the reader's weights and calibration from specimens; writes ocr/fields/fitted.json
	go run ./ocr/fields/fit

proof: proof-kill proof-read proof-screens fuzz ## the long proofs, one after the other; fuzz-read is longer still

proof-kill: test-packages ## kill -9 of every process at random moments over the whole pipeline: nothing lost, nothing doubled
	PAYABLE_PROOF=full $(with) go test -v -count=1 -timeout 60m -run '^TestProofKill' ./cmd/payable

proof-read: test-packages ## read every file of the corpus: no crash, nothing past its limits
	PAYABLE_PROOF=full $(with) go test -v -count=1 -timeout 60m -run '^TestProofRead$$' ./cmd/payable

proof-screens: test-packages ## every screen in a browser, wide and narrow, light and dark, with axe-core
	PAYABLE_PROOF=full $(with) go test -v -count=1 -timeout 30m -run '^(TestScreens|TestPhone|TestKeys)$$' ./portal
