#!/usr/bin/env bash
# Builds mltrack and starts its server on 127.0.0.1:5000; all that it keeps goes to ./mltrack-data. Installs from Debian
# what the build needs and the machine lacks.
#
#   ./run.sh [options of `mltrack server`]
#   ./run.sh --build-only     builds and stops
set -euo pipefail
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$source_dir/tools/packages.sh"

build_only=false
arguments=()
for argument; do
    case $argument in
        --build-only) build_only=true ;;
        --help) sed -n '2,6s/^# \?//p' "${BASH_SOURCE[0]}"; echo; echo "The server's options: build/release/mltrack server --help"; exit ;;
        *) arguments+=("$argument") ;;
    esac
done
set -- "${arguments[@]}"

build=$source_dir/build/release
if [[ -w $source_dir || ! -x $build/mltrack ]]; then
    install_packages "${build_packages[@]}"
    if [[ ! -f $build/build.ninja ]]; then
        (cd "$source_dir" && cmake --preset release)
    fi
    if [[ -x $build/mltrack ]]; then
        ninja -C "$build" --quiet mltrack | { grep -v '^ninja: no work to do' || true; }
    else
        ninja -C "$build" mltrack
    fi
fi # Else somebody else's clone, built already, is run as it is.
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
