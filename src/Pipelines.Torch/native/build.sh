#!/usr/bin/env bash
# Builds the shim from every .cpp below this folder against the machine's libtorch, and prints where the library is.
# It is kept in a cache under a key of the sources, the libtorch, the compiler and the processor: nothing is built twice.
#
#   LIBTORCH=<folder>          an unpacked libtorch; otherwise an installed PyTorch, then the distribution's libtorch
#   PIPELINES_CACHE=<folder>   where libraries are kept; otherwise ~/.cache/pipelines
#   PIPELINES_MARCH=<word>     the least processor that the shim is to run on, as g++ calls it; otherwise this one
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

die() { printf '%s\n' "$*" >&2; exit 1; }

find_libtorch() {
  local pytorch
  if [ -n "${LIBTORCH:-}" ]; then
    [ -e "$LIBTORCH/lib/libtorch_cpu.so" ] || die "LIBTORCH=$LIBTORCH holds no lib/libtorch_cpu.so; unset it and run ./eng/setup"
    include=$LIBTORCH/include lib=$LIBTORCH/lib
    return
  fi
  # The package is found, not imported: importing PyTorch takes seconds.
  pytorch=$(PYTHONDONTWRITEBYTECODE=1 python3 -c '
import importlib.util as u
spec = u.find_spec("torch")
print(spec.submodule_search_locations[0] if spec else "")' 2>/dev/null || true)
  if [ -n "$pytorch" ] && [ -e "$pytorch/lib/libtorch_cpu.so" ] && [ -e "$pytorch/include/torch/library.h" ]; then
    include=$(realpath "$pytorch/include") lib=$(dirname "$(realpath "$pytorch/lib/libtorch_cpu.so")")
    return
  fi
  include=/usr/include
  for lib in /usr/lib/"$(uname -m)"-linux-gnu /usr/lib64 /usr/lib; do
    [ -e "$lib/libtorch_cpu.so" ] && [ -e "$include/torch/library.h" ] && return
  done
  die "no libtorch on this machine: run ./eng/setup"
}

command -v g++ >/dev/null || die "no C++ compiler on this machine: run ./eng/setup"
find_libtorch
version=$(sed -n 's/^#define TORCH_VERSION_[A-Z]* \([0-9]*\)$/\1/p' "$include/torch/csrc/api/include/torch/version.h" | paste -sd.)

standard=c++17
[ "${version%%.*}" -ge 2 ] && standard=c++20
# PyTorch's own wheels were long built with the old ABI of std::string.
abi=1
grep -q __cxx11 "$lib/libc10.so" || abi=0

flags=(-std=$standard -O3 "-march=${PIPELINES_MARCH:-native}" -fno-math-errno -fPIC -fopenmp -fvisibility=hidden -w
  -D_GLIBCXX_USE_CXX11_ABI=$abi -isystem "$include" -isystem "$include/torch/csrc/api/include")
[ "$include" = /usr/include ] && flags=("${flags[@]//-isystem/-I}")
libraries=(-L"$lib" -Wl,-rpath,"$lib" -Wl,--no-as-needed -ltorch -ltorch_cpu -lc10)

mapfile -t sources < <(find . -name '*.cpp' | LC_ALL=C sort)
mapfile -t headers < <(find . -name '*.h' | LC_ALL=C sort)
machine="$(g++ --version | head -1) $(grep -m1 -E '^(flags|Features)' /proc/cpuinfo || uname -m) $version $(stat -Lc '%s %Y' "$lib/libtorch_cpu.so")"
digest() { sha256sum | cut -c1-16; }
common=$({ printf '%s\n' "${flags[@]}" "${libraries[@]}" "$machine"; cat core/torch.h; } | digest)
key=$({ echo "$common"; sha256sum build.sh "${sources[@]}" "${headers[@]}"; } | digest)

cache=${PIPELINES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pipelines}/shim
library=$cache/$key/libpipelines_torch.so
if [ -e "$library" ]; then
  touch "$cache/$key"
  echo "$library"
  exit
fi

header=$cache/headers/$common
mkdir -p "$cache/objects"
exec 9>"$cache/lock"
flock 9
[ -e "$library" ] && { echo "$library"; exit; }
work=$(mktemp -d "$cache/building.XXXXXX")
trap 'rm -rf "$work"' EXIT

compile() { # <source>: prints the object, compiled before or now
  local object=$cache/objects/$({ echo "$common" "$1"; cat core/*.h "$(dirname "$1")"/*.h "$1"; } | digest).o
  if [ ! -e "$object" ]; then
    if ! g++ "${flags[@]}" -include "$header/torch.h" -c "$1" -o "$object.$$" 2>"$work/$(basename "$1").log"; then
      printf '%s: %s\n' "$1" "$(grep -m1 'error' "$work/$(basename "$1").log")" >&2
      return 1
    fi
    mv "$object.$$" "$object"
  fi
  touch "$object"
  echo "$object"
}

# libtorch's headers take most of the time: they are compiled once. What they compile to is large: one is kept.
if [ ! -e "$header/torch.h.gch" ]; then
  rm -rf "$cache/headers"
  mkdir -p "$header"
  cp -p core/torch.h "$header/torch.h"
  g++ "${flags[@]}" -x c++-header "$header/torch.h" -o "$work/torch.h.gch" 2>"$work/header.log" ||
    die "libtorch $version in $include does not compile: $(grep -m1 error "$work/header.log")"
  mv "$work/torch.h.gch" "$header/"
fi

jobs=()
for source in "${sources[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || true; done
  compile "$source" >"$work/${#jobs[@]}.object" &
  jobs+=($!)
done
failed=false
for job in "${jobs[@]}"; do wait "$job" || failed=true; done
$failed && exit 1

mkdir -p "$work/out"
xargs -a <(cat "$work"/*.object) g++ -shared -o "$work/out/libpipelines_torch.so" "${libraries[@]}" -fopenmp
mv -T "$work/out" "$cache/$key"
# What nothing has used for a month goes.
find "$cache" -mindepth 1 -maxdepth 2 \( -name '*.o' -o -type d ! -name objects ! -name headers \) -mtime +30 -exec rm -rf {} + 2>/dev/null || true
echo "$library"
