#!/bin/sh
# Measures the GPU distribution beside ONNX Runtime alone on the same GPU. Builds nothing; before it, once:
#   make build-gpu && make benchmarks/target/classpath
# benchmarks/gpu.sh [--tensorrt] [--rows 1,8,32,128] ...; a flag that it does not know lists them all.
# --device cpu tries it without a GPU, and --distribution frontends/target/tandem without the GPU distribution.
set -eu

root=$(CDPATH='' cd -- "${0%/*}/.." && pwd -P)
cd "$root"

fail() {
  echo "gpu.sh: $1" >&2
  exit 1
}

# The server's own libraries are those of the loop beside it.
distribution=frontends/target/tandem-gpu
previous=
for argument in "$@"; do
  case $previous in
    --distribution) distribution=$argument ;;
  esac
  previous=$argument
done

[ -x "$distribution/bin/tandem" ] || fail "$distribution/bin/tandem is not there: make build-gpu, or --distribution DIR"
[ -d benchmarks/target/classes ] || fail "benchmarks/target/classes is not there: make benchmarks/target/classpath"
[ -d engine/target/test-classes ] || fail "engine/target/test-classes is not there: make benchmarks/target/classpath"

if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
else
  java=$(command -v java) || fail "no Java found: set JAVA_HOME, or put Java 17 or newer on the PATH"
fi

"$distribution/bin/tandem" doctor

set -- --add-exports java.base/jdk.internal.misc=ALL-UNNAMED dev.tandem.benchmarks.gpu.GpuBench "$@"
if [ -d "$distribution/lib/native/linux-x64" ]; then
  set -- "-Donnxruntime.native.path=$distribution/lib/native/linux-x64" "$@"
fi

# The class path is not on the command line: ONNX Runtime cannot start on a long one.
CLASSPATH="benchmarks/target/classes:engine/target/test-classes:$distribution/lib/*" \
  exec "$java" -Xmx4g -XX:+UseParallelGC "$@"
