#!/usr/bin/env bash
# Builds mltrack and starts its server on 127.0.0.1:5000; all that it keeps goes to ./mltrack-data. Installs from Debian
# what the build needs and the machine lacks.
#
#   ./run.sh [--build-only] [options of `mltrack server`]
set -euo pipefail
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$source_dir/tools/packages.sh"

build_only=false
if [[ ${1-} == --build-only ]]; then
    build_only=true
    shift
fi

install_packages "${build_packages[@]}"
build=$source_dir/build/release
if [[ ! -f $build/build.ninja ]]; then
    (cd "$source_dir" && cmake --preset release)
fi
if [[ -x $build/mltrack ]]; then
    ninja -C "$build" --quiet mltrack | { grep -v '^ninja: no work to do' || true; }
else
    ninja -C "$build" mltrack
fi
$build_only && exit

# Whether an option is among the arguments, as `--option value` or `--option=value`.
given() {
    local option=$1 argument
    shift
    for argument; do
        [[ $argument == "$option" || $argument == "$option"=* ]] && return
    done
    return 1
}

defaults=()
given --backend-store-uri "$@" || [[ ${MLFLOW_BACKEND_STORE_URI-} ]] ||
    defaults+=(--backend-store-uri sqlite:///mltrack-data/mltrack.db)
given --artifacts-destination "$@" || [[ ${MLFLOW_ARTIFACTS_DESTINATION-} ]] ||
    defaults+=(--artifacts-destination ./mltrack-data/artifacts)
mkdir -p mltrack-data
exec "$build/mltrack" server "${defaults[@]}" "$@"
