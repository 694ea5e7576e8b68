// Nodes of the graph whose backward pass is managed code.
#include "abi.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

namespace pipelines {

using torch::autograd::variable_list;

// Takes the gradients of the results, null where there is none, and gives those of the inputs; handles are owned on the way in and on
// the way out. Returns -1 with one line of text when it fails.
using Backward = int (*)(void* context, void* const* grads, int count, void** results, int room, char* message, int length);
using Release = void (*)(void* context);

namespace {

struct ManagedNode : torch::autograd::Node {
  void* context;
  Backward backward;
  Release end;

  ManagedNode(void* context, Backward backward, Release end) : context(context), backward(backward), end(end) {}
  ~ManagedNode() override { end(context); }

  std::string name() const override { return "ManagedNode"; }

  variable_list apply(variable_list&& grads) override {
    std::vector<void*> given, made(num_outputs());
    for (auto& grad : grads) given.push_back(own(std::move(grad)));
    char message[1024] = {};
    const int count = static_cast<int>(given.size()), room = static_cast<int>(made.size());
    if (backward(context, given.data(), count, made.data(), room, message, sizeof message) < 0) throw std::runtime_error(message);
    variable_list results;
    for (void* handle : made)
      results.push_back(at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(
          handle ? static_cast<c10::TensorImpl*>(handle) : c10::UndefinedTensorImpl::singleton())));
    return results;
  }
};

}  // namespace

// Makes `output`, which nothing has recorded, a result of the inputs. `end` is called once, when the graph lets go of the context, or
// when this fails.
PIPELINES_API int pipelines_set_function(void* output, void* const* inputs, int count, void* context, Backward backward, Release end) {
  std::shared_ptr<ManagedNode> node(new ManagedNode(context, backward, end), torch::autograd::deleteNode);
  return guarded([&] {
    variable_list tensors;
    for (int k = 0; k < count; k++) tensors.push_back(required(inputs[k]));
    node->set_next_edges(torch::autograd::collect_next_edges(tensors));
    node->clear_input_metadata();
    at::Tensor result = required(output);
    torch::autograd::set_history(result, node);
    return 0;
  });
}

}  // namespace pipelines
