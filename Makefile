MVN := mvn -B
DIST := frontends/target/tandem
GPU_DIST := frontends/target/tandem-gpu
SERVE = $(DIST)/bin/tandem serve --model-repository=models
SOURCES := $(shell find pom.xml */pom.xml */src/main -type f -not -path 'benchmarks/*')
BENCH := benchmarks/target/classpath
BENCH_SOURCES := $(SOURCES) $(shell find benchmarks/pom.xml benchmarks/src/main engine/src/test/java/dev/tandem/engine/testkit -type f)
# The class path is not on the command line: ONNX Runtime cannot start on a long one.
BENCH_JAVA = CLASSPATH=benchmarks/target/classes:$$(cat $(BENCH)) java -XX:+UseParallelGC --enable-native-access=ALL-UNNAMED \
	--add-exports java.base/jdk.internal.misc=ALL-UNNAMED

.DEFAULT_GOAL := help
.PHONY: help build build-gpu test browser lint format models run bench soak memory swap jmh clean ci

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

build: $(DIST)/bin/tandem ## Make the distribution, frontends/target/tandem

build-gpu: $(GPU_DIST)/bin/tandem ## Make the same for NVIDIA GPUs on Linux x86-64, frontends/target/tandem-gpu

test: ## Run every test
	$(MVN) verify

browser: build ## Call the server from a headless Chromium over gRPC-Web; needs node and npm, says so where they are missing
	frontends/src/test/browser/run $(CURDIR)/$(DIST) $(CURDIR)/frontends/target/browser

lint: ## Check the format, and compile with every warning an error
	$(MVN) spotless:check test-compile

format: ## Format the Java code
	$(MVN) -q spotless:apply

models: ## Make the example models in models/ anew
	$(MVN) -q -pl benchmarks -am -Pmodels test-compile

# In a terminal's foreground the shell's -m makes Ctrl-C stop the server alone: a make that gets it too ends as failed.
run: build ## Serve models/ until Ctrl-C
	@case $$(ps -o stat= -p $$$$ 2>&1) in *+*) set -m ;; *) exec $(SERVE) ;; esac; $(SERVE)

bench: build $(BENCH) ## Measure the server beside its floors; ARGS="--only 'id 2KB' --rounds 5"
	$(BENCH_JAVA) dev.tandem.benchmarks.endtoend.EndToEnd $(ARGS)

soak: build $(BENCH) ## Load the server for ten minutes with clients of every kind; ARGS="--minutes 1"
	$(BENCH_JAVA) -Xmx1g dev.tandem.benchmarks.soak.Soak $(ARGS)

memory: build $(BENCH) ## Load and unload a model of 100 MB 200 times, and look what comes back; ARGS="--cycles 40"
	$(BENCH_JAVA) dev.tandem.benchmarks.memory.Memory $(ARGS)

swap: build $(BENCH) ## Load and unload a model of 150 MB beside traffic, and look what the traffic feels; ARGS="--seconds 60"
	$(BENCH_JAVA) -Xmx1g dev.tandem.benchmarks.swap.Swap $(ARGS)

jmh: $(BENCH) ## Measure single steps with JMH; F=pattern ARGS="-prof gc"
	$(BENCH_JAVA) org.openjdk.jmh.Main '$(F)' $(ARGS)

clean: ## Remove what was built
	$(MVN) -q clean

ci: lint test ## What .ci/run runs

$(DIST)/bin/tandem: $(SOURCES)
	@echo 'Building Tandem without its tests; the first time takes a few minutes.'
	$(MVN) -q -DskipTests -pl frontends -am package
	@touch $@

$(GPU_DIST)/bin/tandem: $(SOURCES)
	@echo 'Building Tandem for GPUs without its tests; the first time brings 640 MB of ONNX Runtime.'
	$(MVN) -q -DskipTests -Pgpu -pl frontends -am package
	@touch $@

$(BENCH): $(BENCH_SOURCES)
	@echo 'Building the benchmarks.'
	$(MVN) -q -pl benchmarks -am -Pbench test-compile
	@touch $@
