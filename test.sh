#!/usr/bin/env bash
# Builds mltrack with its tests and runs them. Installs what they need and the machine lacks: Debian's packages, and
# MLflow's clients in ${XDG_CACHE_HOME:-~/.cache}/mltrack, two in Python environments and the one in Java, and what drives
# Chromium.
#
#   ./test.sh            every suite
#   ./test.sh NAME…      these suites; ./test.sh --list names them
#   ./test.sh --long     the long versions, and the suites that are left out otherwise; --help names them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source tools/packages.sh
install_packages "${build_packages[@]}" "${test_packages[@]}"
exec /usr/bin/python3 tests/run.py "$@"
