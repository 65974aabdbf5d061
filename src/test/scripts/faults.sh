#!/usr/bin/env bash
# All fault tests, those too that take too long for every build: some 10 minutes on two idle cores.
# What they do and what was seen stands in docs/faults.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

mvn -q -B -ntp test-compile dependency:copy@hdfs
mvn -B -ntp surefire:test@faults -Dfaults.left.out=none "$@"
