#!/usr/bin/env bash
# Makes this machine ready to build and run Pipelines: a C++ compiler and libtorch with an OpenMP OpenBLAS.
#
#   setup.sh [package ...]     also these packages of the distribution
#
# Uses LIBTORCH=<unpacked libtorch> or an installed PyTorch instead of the distribution's libtorch when there is one, and installs nothing that
# is already there.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/libtorch.sh"

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$@" >&2; exit 1; }
has() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

missing=("$@") by_hand=("${@/#/  }")
if ! command -v g++ >/dev/null; then
  missing+=(g++)
  by_hand+=("  g++, which its own package manager has")
fi
if find_libtorch && has_headers && [[ $lib != /usr/lib/*-linux-gnu ]]; then
  say "using the libtorch in $lib"
elif [ -n "${LIBTORCH:-}" ]; then
  die "LIBTORCH=$LIBTORCH is no unpacked libtorch: it has no lib/libtorch_cpu.so, or no include/torch; unset it, or name one"
else
  for package in libtorch-dev libopenblas0-openmp; do has "$package" || missing+=("$package"); done
  by_hand+=("  libtorch: 'pip install torch', or one of https://pytorch.org, unpacked, in a folder that LIBTORCH names")
fi
if [ ${#missing[@]} -eq 0 ]; then
  say "nothing more to install"
  exit 0
fi

command -v apt-get >/dev/null || die "this machine has no apt-get, by which this script installs; what is missing:" "${by_hand[@]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || die "missing: ${missing[*]}; installing them needs root or sudo"
  as_root=(sudo)
fi
say "installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
for package in "${missing[@]}"; do
  apt-cache show "$package" >/dev/null 2>&1 || die "this distribution has no package $package; without it:" "${by_hand[@]}"
done
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
say "done"
