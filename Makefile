# Certhall: everything a person or a script calls is a target of this file (README.md lists them).

# --- settings ------------------------------------------------------------------------------------
VAR		?= var
PORT		?= 8443
SIGN_PORT	?= 8444
HTTP_PORT	?= 8080
BUILD		?= build
CC		= gcc
CLANG		= clang
SAN		=
# "make run HOST=ca.example.org DEMO=no"; never taken from the environment, where shells keep a HOST of their own
HOST		= localhost
DEMO		= yes
LISTEN		=
export VAR PORT SIGN_PORT HTTP_PORT BUILD
export CERTHALL_HOST = $(HOST)
export CERTHALL_DEMO = $(DEMO)
export CERTHALL_LISTEN = $(LISTEN)
export LC_ALL	= C.UTF-8

WARN	= -std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	  -Wsign-compare -Wformat=2 -Wno-format-nonliteral -Werror
HARD	= -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
LINK	= -pie -Wl,-z,relro,-z,now
ifneq ($(SAN),)
HARD	= -fsanitize=$(if $(filter fuzz,$(SAN)),fuzzer-no-link$(comma))address,undefined \
	  -fno-sanitize-recover=undefined -fno-omit-frame-pointer -fPIE
endif
comma	:= ,
SYSINC	= -isystem /usr/include/ClearSilver -isystem /usr/include/mariadb -isystem /usr/include/p11-kit-1 \
	  $(shell pkg-config --cflags-only-I pangocairo 2>/dev/null | sed 's/-I/-isystem /g')
CFLAGS	= -O2 -g $(WARN) $(HARD) -D_GNU_SOURCE -DSRCDIR='"$(CURDIR)"' -Icgi $(SYSINC) -MMD -MP

# --- floors: what each may link is what it may include (cgi/README.md) ------------------------------
FLOORS	= util pki store signer rules web pages signd keeper draw host
# the clients' halves of the cellars are a floor of their own
src_signer = $(wildcard cgi/signd/client.c cgi/signd/proto.c cgi/keeper/unseal.c cgi/draw/ask.c)
src_signd  = $(filter-out cgi/signd/main.c $(src_signer),$(wildcard cgi/signd/*.c))
src_keeper = $(filter-out cgi/keeper/main.c $(src_signer),$(wildcard cgi/keeper/*.c))
src_draw   = $(filter-out cgi/draw/main.c $(src_signer),$(wildcard cgi/draw/*.c))
src_of	= $(if $(filter undefined,$(origin src_$(1))),$(wildcard cgi/$(1)/*.c),$(src_$(1)))
obj_of	= $(patsubst cgi/%.c,$(BUILD)/obj/%.o,$(call src_of,$(1)))
lib_of	= $(foreach f,$(1),$(BUILD)/lib/lib$(f).a)

below_util	= util
below_pki	= pki util
below_store	= store util
below_signer	= signer pki util
below_rules	= rules store signer pki util
below_web	= web rules store signer pki util
below_pages	= pages web rules store signer pki util
below_signd	= signd signer pki util
below_keeper	= keeper signd signer pki util
below_draw	= draw signer pki util
below_host	= host rules store signd signer pki util

ext_util	= -lcrypto
ext_pki		= -lfido2 -lglib-2.0
ext_store	= -lmariadb
ext_web		= -lfcgi -lneo_cs -lneo_utl
ext_rules	= -lcurl -lcmark -lqrencode -lzip -lpangocairo-1.0 -lpango-1.0 -lgobject-2.0 -lcairo -lm
ext_pages	= -ljansson
ext_signd	= -ldl -lpthread
ext_draw	= -lcairo -lseccomp
ext_host	= -lseccomp -lcurl -ljansson
ext_of	= $(foreach f,$(1),$(ext_$(f))) -lpthread

prog_hall = pages
prog_desk = pages
prog_office = pages
prog_status = pages
prog_issuer = rules
prog_courier = web
prog_certhall = host
prog_signd = signd
prog_keeper = keeper
prog_draw = draw
main_of = $(firstword $(wildcard cgi/prog/$(1).c cgi/$(1)/main.c))
PROG_NAMES = hall desk office status issuer courier certhall signd keeper draw
PROGS	= $(foreach p,$(PROG_NAMES),$(if $(call main_of,$(p)),$(p)))
BINS	= $(PROGS:%=$(BUILD)/bin/%)

.PHONY: all check lint layers units test soak bench measures demo run start stop packages static san golden fuzz it stack e2e clean again
.SECONDARY:
.DELETE_ON_ERROR:
all: $(BINS) $(if $(wildcard static/build.sh),static)

$(BUILD)/obj/%.o: cgi/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CFLAGS) -c -o $@ $<

define floor_rule
$(BUILD)/lib/lib$(1).a: $(call obj_of,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach f,$(FLOORS),$(eval $(call floor_rule,$(f))))

define prog_rule
$(BUILD)/bin/$(1): $(patsubst cgi/%.c,$(BUILD)/obj/%.o,$(call main_of,$(1))) $(call lib_of,$(below_$(prog_$(1))))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$(CC) $(HARD) $(LINK) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) \
	  -Wl,--end-group $(call ext_of,$(below_$(prog_$(1))))
endef
$(foreach p,$(PROGS),$(eval $(call prog_rule,$(p))))

# What host/stack starts is what this tree builds; it is compiled anew when the list changes.  Every program of ours needs the
# keys and certificates that set-up makes (host/keys), the web server the signing page too.
PARTS	= $(if $(wildcard cgi/host/keys.c),$(PROGS) $(if $(wildcard static/build.sh),apache))
ifneq ($(strip $(file <$(BUILD)/parts)),$(strip $(PARTS)))
$(shell mkdir -p $(BUILD) && echo '$(strip $(PARTS))' >$(BUILD)/parts)
endif
$(BUILD)/obj/host/stack.o: CFLAGS += -DPARTS='" $(strip $(PARTS)) "'
$(BUILD)/obj/host/stack.o: $(BUILD)/parts
$(BUILD)/parts: ;

# --- unit tests: tests/unit/test_FLOOR_ROOM.c links FLOOR and what lies below it -----------------------
UNITS	= $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
floor_of_test = $(word 2,$(subst _, ,$(1)))
define unit_rule
$(BUILD)/unit/$(1): tests/unit/$(1).c $(call lib_of,$(below_$(call floor_of_test,$(1))))
	@mkdir -p $$(@D)
	@echo "  TEST  $$@"
	@$(CC) $(CFLAGS) $(LINK) -MT $$@ -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) \
	  -Wl,--end-group $(call ext_of,$(below_$(call floor_of_test,$(1)))) -lcmocka
endef
$(foreach t,$(UNITS),$(eval $(call unit_rule,$(notdir $(t)))))

units: $(UNITS)
	@tests/lib/run-units $(UNITS)

# --- fuzz targets: tests/fuzz/fuzz_FLOOR_ROOM.c, samples in tests/sample/ROOM ---------------------------
# build/fuzz/NAME is linked in a build of its own (build/fz), whose floors are compiled for libFuzzer.
FUZZ	= $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 10
ifeq ($(SAN),fuzz)
define fuzz_rule
build/fuzz/$(1): tests/fuzz/$(1).c $(call lib_of,$(below_$(call floor_of_test,$(1))))
	@mkdir -p $$(@D)
	@echo "  FUZZ  $$@"
	@$(CC) $(CFLAGS) -Wno-missing-prototypes -fsanitize=fuzzer -MF $(BUILD)/obj/$(1).d -MT $$@ -o $$@ $$< \
	  -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $(call ext_of,$(below_$(call floor_of_test,$(1))))
endef
$(foreach t,$(FUZZ),$(eval $(call fuzz_rule,$(notdir $(t)))))
else
build/fuzz/%: again
	@$(MAKE) --no-print-directory BUILD=build/fz SAN=fuzz CC=$(CLANG) $@
endif
again:
fuzz:
	@$(MAKE) --no-print-directory BUILD=build/fz SAN=fuzz CC=$(CLANG) $(FUZZ)
	@tests/lib/run-fuzz $(FUZZ_SECONDS) $(FUZZ)

san:
	@$(MAKE) --no-print-directory BUILD=build/san SAN=1 units

# --- integration tests in C: tests/it/test_*.c link everything below pages ------------------------------
ITS	= $(patsubst tests/it/%.c,$(BUILD)/it/%,$(wildcard tests/it/test_*.c))
$(BUILD)/it/%: tests/it/%.c $(call lib_of,host $(below_pages) signd keeper draw)
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	@$(CC) $(CFLAGS) $(LINK) -MT $@ -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
	  $(call ext_of,$(below_pages) signd draw host) -lcmocka

# --- measurements: tests/measure/*.c, for tests/bench ------------------------------------------------------
MEASURES = $(patsubst tests/measure/%.c,$(BUILD)/measure/%,$(wildcard tests/measure/*.c))
$(BUILD)/measure/%: tests/measure/%.c $(call lib_of,host $(below_pages) signd keeper draw)
	@mkdir -p $(@D)
	@echo "  BENCH $@"
	@$(CC) $(CFLAGS) $(LINK) -MT $@ -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
	  $(call ext_of,$(below_pages) signd draw host)
measures: all $(MEASURES)

# Programs that stack tests run against a whole instance: tests/it/live_*.c, linked like them.
LIVES	= $(patsubst tests/it/%.c,$(BUILD)/it/%,$(wildcard tests/it/live_*.c))

# --- front end ---------------------------------------------------------------------------------------
static: $(BUILD)/static/.done
$(BUILD)/static/.done: $(wildcard static/css/* static/js/* static/img/* static/sign/* static/package-lock.json) static/build.sh
	@static/build.sh $(BUILD)/static
	@touch $@

# --- lint --------------------------------------------------------------------------------------------
layers:
	@tests/lib/layers
lint: layers
	$(if $(wildcard tests/lib/lint),@tests/lib/lint)
check: lint all units
	@echo "check: done"

# --- run, test ---------------------------------------------------------------------------------------
packages:
	@tests/lib/packages
# What a bare machine lacks is installed first; the second make then sees the headers that came with it.
run start: packages
	@$(MAKE) --no-print-directory all
	@exec $(BUILD)/bin/certhall $@
stop:
	@exec $(BUILD)/bin/certhall stop
demo:
	@$(BUILD)/bin/certhall demo
	@tests/lib/verify $(VAR)/demo http://localhost:$$(sed -n 's/^http_port = //p' $(VAR)/conf/certhall.conf)
test: packages
	@tests/run
soak bench: packages
	@$(MAKE) --no-print-directory all
	@tests/$@
golden: all
	@tests/lib/run-golden
# Scripts that hold with the parts there are; with all of them: every tests/it/stack_*.sh.
STACKS	= $(if $(filter $(words $(PROG_NAMES) apache),$(words $(PARTS))),$(wildcard tests/it/stack_*.sh), \
	  $(patsubst %,tests/it/stack_%.sh,base people plain refusals))
stack: all $(LIVES)
	@tests/lib/run-stack $(STACKS)
it: all $(ITS)
	@tests/lib/run-it $(ITS)
e2e: all
	@tests/lib/run-e2e

clean:
	rm -rf build

-include $(shell find $(BUILD)/obj $(BUILD)/unit $(BUILD)/it $(BUILD)/measure -name '*.d' 2>/dev/null)
