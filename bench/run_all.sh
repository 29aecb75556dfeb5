#!/usr/bin/env bash
# Measures mltrack beside FastTrackML and MLflow and writes docs/performance.md, on a machine that does nothing else: about
# 25 minutes and the mixed load. Needs wrk, valgrind and strace; fetches the other programs from PyPI when they are not there.
#
#   bench/run_all.sh               all of it; the mixed load takes 10 minutes
#   bench/run_all.sh --minutes 1   a shorter mixed load
#   bench/run_all.sh --short       tries it out and writes build/performance.md
set -euo pipefail
exec /usr/bin/python3 "$(dirname "${BASH_SOURCE[0]}")/page.py" "$@"
