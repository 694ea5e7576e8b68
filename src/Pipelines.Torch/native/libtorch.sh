# Sourced by the scripts beside it: finds the machine's libtorch.

# Sets lib, the folder of its libraries, core, the one of them that is most of it, and include, the folder of its headers, which may be
# missing. False without a libtorch.
find_libtorch() {
  local pytorch='' folder
  if [ -n "${LIBTORCH:-}" ]; then
    include=$LIBTORCH/include lib=$LIBTORCH/lib core=$LIBTORCH/lib/libtorch_cpu.so
    [ -e "$core" ]
    return
  fi
  # The package is found, not imported: importing PyTorch takes seconds.
  pytorch=$(PYTHONDONTWRITEBYTECODE=1 python3 -c '
import importlib.util as u
spec = u.find_spec("torch")
print(spec.submodule_search_locations[0] if spec else "")' 2>/dev/null || true)
  if [ -n "$pytorch" ] && [ -e "$pytorch/lib/libtorch_cpu.so" ] && [ -e "$pytorch/include/torch/library.h" ]; then
    include=$(realpath "$pytorch/include") core=$(realpath "$pytorch/lib/libtorch_cpu.so")
    lib=$(dirname "$core")
    return
  fi
  include=/usr/include
  for folder in /usr/lib/"$(uname -m)"-linux-gnu /usr/lib64 /usr/lib; do
    # Without what development needs the name ends in a version.
    for core in "$folder"/libtorch_cpu.so "$folder"/libtorch_cpu.so.*; do
      if [ -e "$core" ]; then lib=$folder; return; fi
    done
  done
  false
}

# Whether that libtorch can be compiled against.
has_headers() { [ -e "$include/torch/library.h" ] && [ -e "$lib/libtorch_cpu.so" ]; }
