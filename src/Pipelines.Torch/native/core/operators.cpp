// The one door: an operator is looked up in the dispatcher by name once, then called with boxed values.
#include "values.h"

namespace pipelines {

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Argument> arguments;
  std::string name;
};

static std::mutex operators_mutex;
static std::unordered_map<std::string, std::unique_ptr<Operator>> operators;

// null, without an error, when libtorch has no operator of that name and overload
PIPELINES_API Operator* pipelines_operator(const char* name, const char* overload) {
  Operator* found = nullptr;
  guarded([&] {
    std::string key = *overload ? std::string(name) + "." + overload : std::string(name);
    std::lock_guard<std::mutex> lock(operators_mutex);
    if (auto known = operators.find(key); known != operators.end()) {
      found = known->second.get();
      return 0;
    }
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!handle) return 0;
    auto op = std::make_unique<Operator>(Operator{*handle, {}, key});
    for (const auto& argument : handle->schema().arguments()) op->arguments.push_back(describe(argument));
    found = op.get();
    operators.emplace(key, std::move(op));
    return 0;
  });
  return found;
}

// Stacks are kept and leased: calls nest when a hook calls operators.
struct StackLease {
  static thread_local std::vector<std::unique_ptr<torch::jit::Stack>> pool;
  static thread_local size_t depth;
  torch::jit::Stack& stack;

  StackLease() : stack(lease()) {}
  ~StackLease() {
    stack.clear();
    depth--;
  }

  static torch::jit::Stack& lease() {
    if (depth == pool.size()) {
      pool.push_back(std::make_unique<torch::jit::Stack>());
      pool.back()->reserve(32);
    }
    return *pool[depth++];
  }
};
thread_local std::vector<std::unique_ptr<torch::jit::Stack>> StackLease::pool;
thread_local size_t StackLease::depth = 0;

enum CallFlags : int32_t { kNoGrad = 1, kDiscard = 2 };

// Returns the count of outputs, 0 when they are discarded, or -1.
PIPELINES_API int pipelines_call(Operator* op, const Value* args, int count, Value* outs, int room, int flags) {
  return guarded([&] {
    StackLease lease;
    auto& stack = lease.stack;
    size_t arity = op->arguments.size();
    if (static_cast<size_t>(count) > arity)
      throw std::invalid_argument(op->name + " takes " + std::to_string(arity) + " arguments, not " + std::to_string(count));
    for (size_t i = 0; i < arity; i++) {
      const auto& argument = op->arguments[i];
      if (i < static_cast<size_t>(count) && args[i].tag != kDefault) stack.push_back(to_ivalue(argument, args[i]));
      else if (argument.has_default)
        stack.push_back(argument.default_value.isList() ? argument.default_value.deepcopy() : argument.default_value);
      else throw std::invalid_argument(op->name + " needs its argument '" + argument.name + "'");
    }
    if (flags & kNoGrad) {
      at::NoGradGuard no_grad;
      op->handle.callBoxed(stack);
    } else {
      op->handle.callBoxed(stack);
    }
    if (flags & kDiscard) return 0;
    int results = static_cast<int>(stack.size());
    if (results > room) throw std::invalid_argument(op->name + " has " + std::to_string(results) + " outputs");
    for (int k = 0; k < results; k++) from_ivalue(std::move(stack[k]), outs[k]);
    return results;
  });
}

PIPELINES_API void pipelines_free_buffer(void* buffer) { free(buffer); }

}  // namespace pipelines
