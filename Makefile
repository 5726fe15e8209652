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
# 0 builds without FFmpeg's libraries: then AAC, ALAC, WMA, APE and the like are not read.
FFMPEG ?= 1
export FFMPEG

SWIFT := swift
BUILD := .build/release
SCRIPTS := Config/scripts
# The programs carry the Swift runtime with them, so that they run where no Swift is installed.
# lld, which comes with Swift, links the static runtime without a warning about its insides.
RELEASE := -c release --static-swift-stdlib -Xswiftc -use-ld=lld
CHECKED := --explicit-target-dependency-import-check error
CHECKED += $(if $(filter 0,$(FFMPEG)),--disable-default-traits)
# Every whole program that runs takes some of the few inotify instances that a user has, and a worker
# at idle priority gets nothing while tests fill the machine: so many suites at a time, and no more.
WHOLE := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6
# Models that nobody needs: one to change to, and two to compare with an independent evaluation.
OPTIONAL := $(BUILD)/orpheusctl models install musicnn-mtt musicnn-msd-vgg musicnn-mtt-vgg

.PHONY: help run demo test soak sanitize bench build models packages install install-units uninstall lint clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,4p'
	@echo "make build                release programs in $(BUILD)"
	@echo "make models               fetch and convert the model files"
	@echo "make install PREFIX=DIR   programs, manifests, units and the default configuration"
	@echo "make soak                 what Orpheus promises, tested at full length: hours"
	@echo "make sanitize             the control socket and the store under the thread and address sanitizers"
	@echo "make bench                how fast tracks are analysed, beside other analysers on the same music"
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
	@$(OPTIONAL)
	@$(SWIFT) build --build-tests $(CHECKED)
	@$(SWIFT) test --skip-build --skip EndToEndTests
	@$(WHOLE) $(SWIFT) test --skip-build --filter EndToEndTests

# The long forms of what make test does briefly. Rubbish for the control socket by itself: it bounds
# the memory of the process that the tests run in.
soak: build models
	@$(SCRIPTS)/packages test
	@$(SCRIPTS)/music .build/demo/music
	@$(OPTIONAL)
	@$(SWIFT) build --build-tests $(CHECKED)
	@ORPHEUS_SOAK=1 $(SWIFT) test --skip-build --filter ControlTransportTests.FuzzTests
	@ORPHEUS_SOAK=1 $(SWIFT) test --skip-build --filter LibraryStorageTests
	@$(WHOLE) ORPHEUS_SOAK=1 $(SWIFT) test --skip-build --filter EndToEndTests

# Each sanitizer has a build folder of its own.
SANITIZED := ControlProtocolTests|ControlTransportTests|LibraryStorageTests|FileWatchingTests
SANITIZED := $(SANITIZED)|OrpheusDaemonTests
sanitize: packages
	@$(SCRIPTS)/sanitize thread '$(SANITIZED)'
	@$(SCRIPTS)/sanitize address '$(SANITIZED)'

# The other analysers come from PyPI, into a folder of the build's; BENCH=--tracks=20 is quicker.
bench: build models
	@$(SCRIPTS)/packages test
	@ORPHEUS_PROGRAMS=$(CURDIR)/$(BUILD) Benchmarks/analysis --json .build/bench/analysis.json $(BENCH)

lint:
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

install: install-units
	@test -x $(BUILD)/orpheusd || { echo "Nothing is built yet: make build" >&2; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/orpheus/models \
	  $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 755 $(BUILD)/orpheusd $(BUILD)/orpheus-worker $(BUILD)/orpheusctl \
	  $(DESTDIR)$(PREFIX)/bin
	install -m 644 Config/models/* $(DESTDIR)$(PREFIX)/share/orpheus/models
	install -m 644 Config/orpheus.toml $(DESTDIR)$(PREFIX)/share/orpheus
	install -m 644 Docs/orpheusctl.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 Docs/orpheusd.8 $(DESTDIR)$(PREFIX)/share/man/man8

# The units of users and of the system both; nothing is in force before someone enables it.
UNITS := user/orpheusd.socket user/orpheusd.service system/orpheusd.socket system/orpheusd.service
install-units:
	install -d $(addprefix $(DESTDIR)$(PREFIX)/lib/,systemd/user systemd/system sysusers.d) \
	  $(DESTDIR)$(PREFIX)/share/orpheus/systemd
	for unit in $(UNITS); do \
	  source=systemd/$$unit; [ -e $$source ] || source=$$source.in; \
	  sed 's|@PREFIX@|$(PREFIX)|' $$source >$(DESTDIR)$(PREFIX)/lib/systemd/$$unit && \
	  chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/$$unit || exit 1; \
	done
	install -m 644 systemd/sysusers.d/orpheus.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d
	sed 's|@PREFIX@|$(PREFIX)|' systemd/user/orpheusd.service.d/hardened.conf \
	  >$(DESTDIR)$(PREFIX)/share/orpheus/systemd/hardened.conf
	chmod 644 $(DESTDIR)$(PREFIX)/share/orpheus/systemd/hardened.conf

uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,orpheusd orpheus-worker orpheusctl)
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/systemd/,$(UNITS)) \
	  $(DESTDIR)$(PREFIX)/lib/sysusers.d/orpheus.conf
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/orpheusctl.1 $(DESTDIR)$(PREFIX)/share/man/man8/orpheusd.8
	rm -rf $(DESTDIR)$(PREFIX)/share/orpheus

clean:
	rm -rf .build .build-*
