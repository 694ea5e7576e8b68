using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Each vector of the last dimensions to mean 0 and variance 1, then scaled and shifted (Ba et al. 2016).</summary>
        public sealed class LayerNorm : nn.Module<Tensor, Tensor>
        {
            internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
                : base(nameof(LayerNorm))
            {
                (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
                weight = elementwise_affine ? ones(normalized_shape, dtype, device).AsParameter() : null!; // null as in TorchSharp
                this.bias = elementwise_affine && bias ? zeros(normalized_shape, dtype, device).AsParameter() : null;
                if (weight is not null) register_parameter(nameof(weight), weight);
                if (this.bias is not null) register_parameter(nameof(bias), this.bias);
            }

            /// <summary>Null without elementwise_affine.</summary>
            public Parameter weight { get; } = null!;

            public Parameter? bias { get; }

            public long[] normalized_shape { get; set; }

            public double eps { get; set; }

            public bool elementwise_affine { get; set; }

            public void reset_parameters()
            {
                if (weight is not null) nn.init.ones_(weight);
                if (bias is not null) nn.init.zeros_(bias);
            }

            public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static LayerNorm LayerNorm(
                long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(
                long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
