# Debian packages; sourced by run.sh and test.sh.

# What building the program needs.
build_packages=(cmake g++ ninja-build mold libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libsqlite3-dev
    librange-v3-dev libcli11-dev zlib1g-dev libzstd-dev libssl-dev libpng-dev libgit2-dev)

# What the tests need besides.
test_packages=(libboost-test1.81-dev chromium clang-19 clang-format-19 curl doxygen dpkg-dev fish libclang-rt-19-dev
    mandoc maven nginx-light openjdk-17-jdk-headless openssl python3 python3-venv systemd zsh)

# Node.js from elsewhere brings its npm with it, and Debian's would be in its way.
command -v npm >/dev/null || test_packages+=(nodejs npm)

# Installs those of the given packages that are missing; never removes one to make room.
install_packages() {
    local -A present=()
    local package missing=() as_root=()
    while read -r package; do
        present[$package]=1
    done < <(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p')
    for package in "$@"; do
        [[ -v present[$package] ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    if ((EUID)); then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing, and only root can install them: ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --yes --no-install-recommends
        -o DPkg::Lock::Timeout=600)
    echo "Installing ${missing[*]}"
    "${apt[@]}" --quiet=2 update || echo "The package lists could not be brought up to date; trying those that are here." >&2

    local plan in_the_way
    plan=$("${apt[@]}" --simulate install "${missing[@]}" 2>&1) || { printf '%s\n' "$plan" >&2; return 1; }
    in_the_way=$(sed -n 's/^Remv \([^ ]*\).*/\1/p' <<<"$plan" | sort -u | tr '\n' ' ')
    if [[ $in_the_way ]]; then
        echo "mltrack needs ${missing[*]}. In the way, since they conflict with these: $in_the_way" >&2
        echo "Nothing was changed. If you can do without them: apt-get remove $in_the_way" >&2
        return 1
    fi
    "${apt[@]}" --quiet=2 --no-remove install "${missing[@]}" </dev/null >/dev/null
}
