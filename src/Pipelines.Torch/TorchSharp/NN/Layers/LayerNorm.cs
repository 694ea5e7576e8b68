using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Each vector of the last dimensions to mean 0 and variance 1, then scaled and shifted (Ba et al. 2016).</summary>
        public sealed class LayerNorm : nn.Module<Tensor, Tensor>
        {
            private Parameter _weight = null!; // null without elementwise_affine, as in TorchSharp, which does not say so
            private Parameter? _bias;

            internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
                : base(nameof(LayerNorm))
            {
                (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
                if (!elementwise_affine) return;
                _weight = ones(normalized_shape, dtype, device).AsParameter();
                register_parameter(nameof(weight), _weight);
                if (!bias) return;
                _bias = zeros(normalized_shape, dtype, device).AsParameter();
                register_parameter(nameof(this.bias), _bias);
            }

            /// <summary>Null without elementwise_affine.</summary>
            public Parameter weight { get => _weight; set => Replace(nameof(weight), ref _weight, value); }

            public Parameter? bias { get => _bias; set => Replace(nameof(bias), ref _bias, value); }

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
