// Failures as one line of text: what libtorch says first, without its backtraces and tables of backends.
#include "abi.h"

namespace pipelines {

static thread_local std::string last_error;

int fail(const char* message) noexcept {
  try {
    std::string text(message);
    for (const char* tail : {"\n\n", "Exception raised from", "is only available for these backends"})
      if (auto at = text.find(tail); at != std::string::npos && at > 0) text.resize(at);
    last_error.clear();
    for (char c : text) {
      bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
      if (!space) last_error += c;
      else if (!last_error.empty() && last_error.back() != ' ') last_error += ' ';
    }
    while (!last_error.empty() && last_error.back() == ' ') last_error.pop_back();
  } catch (...) {
    last_error.clear();  // out of memory while saying so
  }
  return -1;
}

PIPELINES_API const char* pipelines_error() { return last_error.c_str(); }

}  // namespace pipelines
