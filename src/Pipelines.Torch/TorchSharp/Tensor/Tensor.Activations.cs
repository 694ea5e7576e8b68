using TorchSharp.Modules;
using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor relu() => aten("relu", this);
        public Tensor relu_() => inplace("relu_", this);
        public Tensor relu6() => aten("relu6", this);
        public Tensor relu6_() => inplace("relu6_", this);
        public Tensor silu() => aten("silu", this);
        public Tensor silu_() => inplace("silu_", this);
        public Tensor gelu() => aten("gelu", this);
        public Tensor gelu(GELU.Approximate approximate) => aten("gelu", this, approximate.ToString());
        public Tensor gelu_() => inplace("gelu_", this);
        public Tensor gelu_(GELU.Approximate approximate) => inplace("gelu_", this, approximate.ToString());
        public Tensor glu(long dim = -1) => aten("glu", this, dim);
        public Tensor sigmoid() => aten("sigmoid", this);
        public Tensor sigmoid_() => inplace("sigmoid_", this);
        public Tensor log_sigmoid() => aten("log_sigmoid", this);
        public Tensor softplus(double beta = 1, double threshold = 20) => aten("softplus", this, beta, threshold);
        public Tensor elu(double alpha = 1) => aten("elu", this, alpha);
        public Tensor elu_(double alpha = 1) => inplace("elu_", this, alpha);
        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => aten("elu", this, alpha, scale, input_scale);
        public Tensor celu() => aten("celu", this);
        public Tensor celu(Scalar alpha) => aten("celu", this, alpha);
        public Tensor selu() => aten("selu", this);
        public Tensor selu_() => inplace("selu_", this);
        public Tensor leaky_relu(Scalar negative_slope) => aten("leaky_relu", this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => inplace("leaky_relu_", this, negative_slope);
        public Tensor hardsigmoid() => aten("hardsigmoid", this);
        public Tensor hardswish() => aten("hardswish", this);
        public Tensor hardtanh(Scalar min, Scalar max) => aten("hardtanh", this, min, max);
        public Tensor threshold(Scalar threshold, Scalar value) => aten("threshold", this, threshold, value);
        public Tensor prelu(Tensor target) => aten("prelu", this, target);

        public Tensor softmax(long dim, ScalarType? dtype = null) => aten("softmax.int", this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => aten("log_softmax.int", this, dim, dtype);
    }
}
