// The process: allocator, threads, random numbers, devices.
#include "abi.h"

#include <malloc.h>

namespace pipelines {

// Called once, before any tensor exists.
PIPELINES_API void pipelines_start(int threads) {
  // A training step frees and asks for the same blocks again: giving them back to the kernel in between costs a page
  // fault per 4 KiB. 32 MiB is the largest threshold that glibc takes.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  // Walking and symbolising the stack makes an error 200 times slower, and nobody reads it.
  c10::SetStackTraceFetcher(std::function<std::string()>([] { return std::string(); }));
  if (threads > 0) at::set_num_threads(threads);
}

PIPELINES_API const char* pipelines_torch_version() { return TORCH_VERSION; }
PIPELINES_API int pipelines_get_threads() { return at::get_num_threads(); }
PIPELINES_API int pipelines_set_threads(int threads) {
  return guarded([&] {
    at::set_num_threads(threads);
    return 0;
  });
}
PIPELINES_API int pipelines_get_interop_threads() { return at::get_num_interop_threads(); }
PIPELINES_API int pipelines_set_interop_threads(int threads) {
  return guarded([&] {
    at::set_num_interop_threads(threads);
    return 0;
  });
}

PIPELINES_API int pipelines_manual_seed(int64_t seed) {
  return guarded([&] {
    at::manual_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}
PIPELINES_API at::Generator* pipelines_default_generator() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }
PIPELINES_API at::Generator* pipelines_new_generator(int64_t seed, int device_type, int device_index) {
  at::Generator* generator = nullptr;
  guarded([&] {
    auto type = static_cast<c10::DeviceType>(device_type);
    if (type == c10::kCPU) {
      generator = new at::Generator(at::detail::createCPUGenerator(static_cast<uint64_t>(seed)));
    } else {
      generator = new at::Generator(
          at::globalContext().defaultGenerator(c10::Device(type, static_cast<c10::DeviceIndex>(device_index))).clone());
      generator->set_current_seed(static_cast<uint64_t>(seed));
    }
    return 0;
  });
  return generator;
}
PIPELINES_API void pipelines_free_generator(at::Generator* generator) { delete generator; }
PIPELINES_API int64_t pipelines_generator_device(at::Generator* generator) {
  auto device = generator->device();
  return static_cast<int64_t>(device.type()) | static_cast<int64_t>(device.index()) << 32;
}
PIPELINES_API int pipelines_generator_set_seed(at::Generator* generator, int64_t seed) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_current_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}
PIPELINES_API int64_t pipelines_generator_seed(at::Generator* generator) { return static_cast<int64_t>(generator->current_seed()); }
// Draws a new seed from the operating system, and takes it.
PIPELINES_API int64_t pipelines_generator_reseed(at::Generator* generator) {
  std::lock_guard<std::mutex> lock(generator->mutex());
  return static_cast<int64_t>(generator->seed());
}
PIPELINES_API void* pipelines_generator_get_state(at::Generator* generator) {
  void* state = nullptr;
  guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    state = own(generator->get_state());
    return 0;
  });
  return state;
}
PIPELINES_API int pipelines_generator_set_state(at::Generator* generator, void* state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_state(required(state));
    return 0;
  });
}

PIPELINES_API int pipelines_cuda_available() {
  return guarded([&] { return at::globalContext().hasCUDA() ? 1 : 0; }) > 0;
}
PIPELINES_API int pipelines_cuda_count() {
  int count = 0;
  guarded([&] {
    count = at::globalContext().hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
    return 0;
  });
  return count;
}
PIPELINES_API int pipelines_cuda_synchronize(int index) {
  return guarded([&] {
#if PIPELINES_TORCH_VERSION >= 201
    at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(index < 0 ? 0 : index));
#else
    at::detail::getCUDAHooks().deviceSynchronize(index < 0 ? 0 : index);
#endif
    return 0;
  });
}

}  // namespace pipelines
