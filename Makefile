# make run MUSIC=~/Music    everything: packages, models, build, index, moods; keeps watching
# make demo                 the same on freely licensed music from Debian, then stops
# make test                 everything: packages, models, build, the whole suite
# make help                 the other targets

SHELL := /bin/sh
MUSIC ?=
HISTORY ?=
STATE ?=
PREFIX ?= /usr/local
DESTDIR ?=

SWIFT := swift
BUILD := .build/release
SCRIPTS := Config/scripts
# The programs carry the Swift runtime with them, so that they run where no Swift is installed.
# lld, which comes with Swift, links the static runtime without a warning about its insides.
RELEASE := -c release --static-swift-stdlib -Xswiftc -use-ld=lld
CHECKED := --explicit-target-dependency-import-check error

.PHONY: help run demo test soak build models packages install uninstall lint clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,4p'
	@echo "make build                release programs in $(BUILD)"
	@echo "make models               fetch and convert the model files"
	@echo "make install PREFIX=DIR   programs, manifests, units and the default configuration"
	@echo "make soak                 what watching promises, tested at full length: an hour or more"
	@echo "make lint                 check the style of every source file"
	@echo "make clean                remove everything built"

run: build models
	@$(SCRIPTS)/run $(BUILD) "$(MUSIC)" "$(HISTORY)" "$(STATE)"

demo: build models
	@$(SCRIPTS)/music .build/demo/music
	@$(SCRIPTS)/demo $(BUILD) .build/demo

packages:
	@$(SCRIPTS)/packages build

build: packages
	@$(SWIFT) build $(RELEASE) $(CHECKED)

models: build
	@$(BUILD)/orpheusctl models install

# The whole programs are tested by themselves: their tests wait for them, and would wait for the
# processor as well beside those that calculate.
test: build models
	@$(SCRIPTS)/packages test
	@$(SCRIPTS)/music .build/demo/music
	@$(SWIFT) build --build-tests $(CHECKED)
	@$(SWIFT) test --skip-build --skip EndToEndTests
	@$(SWIFT) test --skip-build --filter EndToEndTests

# The suites in Tests/EndToEndTests/Watching, whose short forms are part of make test.
WATCHING := EndToEndTests\.(Arrival|BulkArrival|GrowingFile|Move|OddName|Overflow|RandomOperations|Sync|Unmount|Volume|WatchLimit)Tests
soak: build models
	@$(SCRIPTS)/packages test
	@$(SCRIPTS)/music .build/demo/music
	@$(SWIFT) build --build-tests $(CHECKED)
	@ORPHEUS_SOAK=1 $(SWIFT) test --skip-build --filter '$(WATCHING)'

lint:
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

install:
	@test -x $(BUILD)/orpheusd || { echo "Nothing is built yet: make build" >&2; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/orpheus/models \
	  $(DESTDIR)$(PREFIX)/lib/systemd/user $(DESTDIR)$(PREFIX)/share/man/man1 \
	  $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 755 $(BUILD)/orpheusd $(BUILD)/orpheus-worker $(BUILD)/orpheusctl \
	  $(DESTDIR)$(PREFIX)/bin
	install -m 644 Config/models/* $(DESTDIR)$(PREFIX)/share/orpheus/models
	install -m 644 Config/orpheus.toml $(DESTDIR)$(PREFIX)/share/orpheus
	install -m 644 Docs/orpheusctl.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 Docs/orpheusd.8 $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 644 systemd/user/orpheusd.socket $(DESTDIR)$(PREFIX)/lib/systemd/user
	sed 's|@PREFIX@|$(PREFIX)|' systemd/user/orpheusd.service.in \
	  >$(DESTDIR)$(PREFIX)/lib/systemd/user/orpheusd.service

uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,orpheusd orpheus-worker orpheusctl)
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/systemd/user/,orpheusd.socket orpheusd.service)
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/orpheusctl.1 $(DESTDIR)$(PREFIX)/share/man/man8/orpheusd.8
	rm -rf $(DESTDIR)$(PREFIX)/share/orpheus

clean:
	rm -rf .build .build-*
