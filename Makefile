# What there is to do with Apus; `make help` lists it.

PREFIX ?= /usr/local
# The configuration is apus/config.yaml below it; the programs look into /etc.
SYSCONFDIR ?= /etc
# `make install SUDO=sudo` builds as you and installs as root.
SUDO ?=
# `make install PROGRAMS=DIR` installs apus and apusd from there and builds nothing.
PROGRAMS ?=
# A name below Tests/EndToEnd/stories, or short; all stories without it.
STORY ?=
FUZZ_SECONDS ?= 60
# recording, configuration, cdi or sysfs; all of them without it.
FUZZ_TARGET ?=
# `short` for what a change has to pass; all of it without.
SOAK ?=
# A release of Debian, 12, 13 or sid; all of them without it.
DEBIAN ?=

SWIFT_FILES = Sources Tests Package.swift
# An import that no dependency declares is an error, not a warning.
STRICT = --explicit-target-dependency-import-check error
RELEASE = $(shell scripts/release-flags)
APUS = .build/debug/apus
APUSD = .build/debug/apusd
# What `make run` shows on a machine that has nothing to show.
EXAMPLE = Tests/Hosts/intel-flex-170-vfs.umockdev
# The tests lay machines out as small files, by the ten thousand: memory takes them many times faster than most disks.
TESTS_TMPDIR = $(or $(TMPDIR),$(shell free=$$(df --output=avail /dev/shm 2>/dev/null | tail -n 1); \
	if [ "$${free:-0}" -gt 1000000 ] && [ -w /dev/shm ]; then echo /dev/shm; else echo /tmp; fi))

.DEFAULT_GOAL := help
.PHONY: run test format lint check e2e bench soak fuzz install uninstall programs clean help toolchain releases deb rpm image dist reproduce protos loader containerd program-directory

run: toolchain  ## show this machine's accelerators, their CDI spec and their ResourceSlices
	@swift build --product apus >&2
	@echo "== Accelerators of this machine (apus inventory)" >&2
	@$(APUS) inventory
	@echo "== CDI spec, for container runtimes (apus cdi generate)" >&2
	@$(APUS) cdi generate
	@echo "== ResourceSlices, for Kubernetes (apus slices)" >&2
	@$(APUS) slices
	@if [ -z "$$($(APUS) inventory -o name)" ]; then \
		echo "== An example: a recorded server, since this machine has no accelerator ($(EXAMPLE))" >&2; \
		$(APUS) inventory --host $(EXAMPLE); \
		echo "== Its CDI spec" >&2; \
		$(APUS) cdi generate --host $(EXAMPLE); \
	fi

test: toolchain  ## run all tests
	@scripts/install-packages test
	@scripts/validate-slices --prepare
	@scripts/evaluate-cel --prepare
	@scripts/manifests --prepare
	@scripts/act-as-kubelet --prepare
	@TMPDIR=$(TESTS_TMPDIR) scripts/run-tests

format:  ## format all Swift files
	@scripts/require-swift
	@swift format --in-place --recursive $(SWIFT_FILES)

lint:  ## check format and style
	@scripts/require-swift
	@swift format lint --strict --recursive $(SWIFT_FILES)
	@if command -v shellcheck >/dev/null; then grep -rlI '^#!.*bash' scripts .ci Tests/EndToEnd | \
		xargs shellcheck --external-sources --source-path=Tests/EndToEnd; fi
	@scripts/lint-python

check: toolchain  ## lint, layers, tests, linkage, one story of a real kernel: what must pass before a change goes in
	@scripts/install-packages test
	@$(MAKE) --no-print-directory lint
	@scripts/check-layers
	@scripts/generate-protos --sums
	@scripts/check-prerequisites
	@scripts/check-install
	@Tests/EndToEnd/check
	@swift build --product apus $(STRICT)
	@swift build --product apusd $(STRICT)
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory soak SOAK=short
	@if why=$$(Tests/EndToEnd/host); then $(MAKE) --no-print-directory e2e STORY=boot PROGRAMS=.build/debug; \
		else echo "Stories of a real kernel are skipped (make e2e): $$why" >&2; fi
	@scripts/check-linkage $(APUS)
	@scripts/check-linkage $(APUSD)

e2e: $(if $(PROGRAMS),,programs)  ## tell stories of a real kernel, in QEMU, and test other releases; STORY=NAME for one, STORY=short for three in one boot
	@why=$$(Tests/EndToEnd/host) || { echo "e2e: $$why" >&2; exit 1; }
	@rm -rf .build/e2e/image
	@SUDO= DESTDIR="$(CURDIR)/.build/e2e/image" PREFIX=/usr scripts/install-files install \
		"$(or $(PROGRAMS),$$(swift build $(RELEASE) --show-bin-path))"
	@Tests/EndToEnd/run $(STORY)
	@if [ -z "$(STORY)" ]; then scripts/generate-protos --check && $(MAKE) --no-print-directory loader containerd releases; fi

loader: toolchain  ## show that programs in containers load a driver's library from where the CDI spec binds it
	@for program in apus generate-host; do swift build --product $$program >&2 || exit 1; done
	@Tests/EndToEnd/loader .build/debug

containerd: toolchain  ## show that containerd gives containers what the CDI specs say; DEBIAN=sid for one release's
	@for program in apus generate-host; do swift build --product $$program >&2 || exit 1; done
	@Tests/EndToEnd/containerd .build/debug $(DEBIAN)

releases: toolchain  ## run all tests on Debian 12, 13 and sid, with their libraries; DEBIAN=13 for one
	@why=$$(Tests/EndToEnd/host) || { echo "releases: $$why" >&2; exit 1; }
	@swift build --build-tests $(STRICT) >&2
	@TMPDIR=$(TESTS_TMPDIR) Tests/EndToEnd/releases $(DEBIAN)

bench: toolchain  ## measure apus against lspci, how soon apusd notices, what it costs at rest, and what a server sees of one agent and of a thousand
	@scripts/install-packages bench
	@scripts/bench
	@scripts/bench-daemon
	@scripts/bench-cluster
	@scripts/bench-fleet
	@scripts/bench-preparation

soak: toolchain  ## kill and ill-treat apusd, a thousand times; SOAK=short for half a minute
	@scripts/install-packages test
	@for program in apus apusd generate-host; do swift build --product $$program >&2 || exit 1; done
	@TMPDIR=$(TESTS_TMPDIR) scripts/soak $(if $(filter short,$(SOAK)),--short)

fuzz: toolchain  ## look for inputs that parsers cannot stand; FUZZ_SECONDS each, FUZZ_TARGET for one
	@FUZZ_SECONDS="$(FUZZ_SECONDS)" FUZZ_TARGET="$(FUZZ_TARGET)" scripts/fuzz

install: $(if $(PROGRAMS),,programs)  ## install programs, units and configuration below DESTDIR and PREFIX
	@$(SUDO) env DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" SYSCONFDIR="$(SYSCONFDIR)" scripts/install-files install \
		"$(or $(PROGRAMS),$$(swift build $(RELEASE) --show-bin-path))"

uninstall:  ## take away what was installed, but not a configuration that was changed
	@$(SUDO) env DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" SYSCONFDIR="$(SYSCONFDIR)" scripts/install-files uninstall

deb: $(if $(PROGRAMS),,programs)  ## build the Debian packages, and install, upgrade and purge them in clean roots
	@scripts/install-packages deb
	@scripts/build-packages "$(or $(PROGRAMS),$$(swift build $(RELEASE) --show-bin-path))" .build/packages
	@scripts/check-packages .build/packages

rpm: $(if $(PROGRAMS),,programs)  ## build RPM packages of the same programs; on Fedora and RHEL, of the tarball
	@scripts/install-packages rpm
	@scripts/build-rpm "$(or $(PROGRAMS),$$(swift build $(RELEASE) --show-bin-path))" .build/packages-rpm

image: $(if $(PROGRAMS),,programs)  ## build the container image, .build/image/apus.tar, and start it
	@scripts/install-packages image
	@scripts/build-image "$(or $(PROGRAMS),$$(swift build $(RELEASE) --show-bin-path))" .build/image/apus.tar
	@scripts/check-image .build/image/apus.tar

protos: toolchain  ## generate what the kubelet speaks from its .proto files; the first time takes minutes
	@scripts/generate-protos

programs: toolchain
	@APUS_COMMIT="$$(scripts/version commit)" swift build $(RELEASE) --product apus >&2
	@APUS_COMMIT="$$(scripts/version commit)" swift build $(RELEASE) --product apusd >&2

# Where they are then.
program-directory:
	@swift build $(RELEASE) --show-bin-path

dist: toolchain  ## pack the source of this commit and of all packages, which builds without a network: .build/dist
	@swift package resolve >&2
	@scripts/build-dist .build/dist

reproduce: $(if $(PROGRAMS),,programs)  ## build tarball, Debian packages and image twice and compare them, byte for byte
	@scripts/install-packages deb image
	@scripts/check-reproducible "$(or $(PROGRAMS),$$(swift build $(RELEASE) --show-bin-path))"

clean:  ## remove everything that was built
	@rm -rf .build .build-fuzz

help:
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do \
		printf 'make %-9s %s\n' "$$name" "$$text"; done

toolchain:
	@scripts/require-swift
	@scripts/install-packages build
