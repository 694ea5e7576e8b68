#!/usr/bin/env bash
# Builds the shim from every .cpp below this folder against the machine's libtorch, and prints where the library is.
# It is kept in a cache under a key of the sources, the libtorch, the compiler and the processor: nothing is built twice.
# One that was built elsewhere and came along, in prebuilt/, is taken where it fits, and asks for no compiler.
#
#   build.sh           finds the library, or builds it
#   build.sh --find    finds it; where it must be built says so, and ends with 3
#   build.sh --fit     prints what one in prebuilt/ that fits this machine is called
#
#   LIBTORCH=<folder>           an unpacked libtorch; otherwise an installed PyTorch, then the distribution's libtorch
#   PIPELINES_CACHE=<folder>    where libraries are kept; otherwise ~/.cache/pipelines
#   PIPELINES_MARCH=<word>      the least processor that the shim is to run on, as g++ calls it; otherwise this one
#   PIPELINES_SETUP=<command>   what installs what is missing, for messages; otherwise setup.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source ./libtorch.sh

name=libpipelines_torch.so
setup=${PIPELINES_SETUP:-bash $PWD/setup.sh}
die() { printf '%s\n' "$*" >&2; exit 1; }
digest() { sha256sum | cut -c1-16; }

if ! find_libtorch; then
  [ -z "${LIBTORCH:-}" ] || die "LIBTORCH=$LIBTORCH holds no lib/libtorch_cpu.so; unset it and run $setup"
  die "no libtorch on this machine: run $setup"
fi
mapfile -t sources < <(find . -name '*.cpp' | LC_ALL=C sort)
mapfile -t headers < <(find . -name '*.h' | LC_ALL=C sort)
content=$(sha256sum build.sh "${sources[@]}" "${headers[@]}")

# The instruction sets that g++ takes from the processor. The rest of that line changes with the kernel.
instructions() {
  local x86='sse.*|ssse3|pni|popcnt|avx.*|fma4?|f16c|bmi[12]|abm|movbe|adx|v?aes|v?pclmulqdq|gfni|sha.*|sm[34]|rd(rand|seed|pid)|amx.*|xop|tbm'
  x86+='|xsave.*|fsgsbase|lahf_lm|cx16|cl(flushopt|wb|zero|demote)|3dnowprefetch|movdir.*|serialize|waitpkg|wbnoinvd|rtm|hle|pku|enqcmd|ptwrite'
  [ "$(uname -m)" = x86_64 ] || x86='.*'
  grep -m1 -E '^(flags|Features)' /proc/cpuinfo | cut -d: -f2 | tr ' ' '\n' | grep -xE "$x86" | LC_ALL=C sort -u
}

# What a library must fit: the sources, the libtorch that it is linked with and the processor that it is compiled for. The first megabyte of
# libtorch holds its build's identity and the table of its symbols.
fit() {
  { echo "$content"; echo "$lib"; stat -Lc %s "$core"; head -c 1M "$core"; echo "${PIPELINES_MARCH:-$(instructions)}"; } | digest
}

if [ "${1:-}" = --fit ]; then
  fit
  exit
fi
# It may be damaged, or ask for a newer C++ library than the machine has.
loads() {
  local needs
  needs=$(ldd "$1" 2>&1) && ! grep -q 'not found' <<<"$needs"
}

if [ -d prebuilt ]; then
  prebuilt=$PWD/prebuilt/$(fit)/$name
  if [ -e "$prebuilt" ] && loads "$prebuilt"; then
    echo "$prebuilt"
    exit
  fi
fi

command -v g++ >/dev/null || die "no C++ compiler on this machine: run $setup"
has_headers || die "the libtorch in $lib is there without its headers: run $setup"
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

machine="$(g++ --version | head -1) $(grep -m1 -E '^(flags|Features)' /proc/cpuinfo || uname -m) $version $(stat -Lc '%s %Y' "$lib/libtorch_cpu.so")"
common=$({ printf '%s\n' "${flags[@]}" "${libraries[@]}" "$machine"; cat core/torch.h; } | digest)
key=$({ echo "$common"; echo "$content"; } | digest)

cache=${PIPELINES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pipelines}/shim
library=$cache/$key/$name
if [ -e "$library" ]; then
  touch "$cache/$key"
  echo "$library"
  exit
fi
if [ "${1:-}" = --find ]; then
  echo "compiling the layer over libtorch $version, once for all projects of this machine; it takes a minute or two"
  exit 3
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
xargs -a <(cat "$work"/*.object) g++ -shared -o "$work/out/$name" "${libraries[@]}" -fopenmp
mv -T "$work/out" "$cache/$key"
# What nothing has used for a month goes.
find "$cache" -mindepth 1 -maxdepth 2 \( -name '*.o' -o -type d ! -name objects ! -name headers \) -mtime +30 -exec rm -rf {} + 2>/dev/null || true
echo "$library"
