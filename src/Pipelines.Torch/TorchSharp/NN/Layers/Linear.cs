using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x · weightᵀ + bias, [..., in] → [..., out]; weight [out, in], bias [out].</summary>
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            private Parameter _weight;
            private Parameter? _bias;

            internal Linear(Parameter weight, Parameter? bias = null) : base(nameof(Linear))
            {
                (_weight, _bias) = (weight, bias);
                (out_features, in_features) = (weight.shape[0], weight.shape[1]);
                register_parameter(nameof(weight), weight);
                if (bias is not null) register_parameter(nameof(bias), bias);
            }

            internal Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                : this(
                    empty(outputSize, inputSize, dtype, device).AsParameter(),
                    hasBias ? empty(outputSize, dtype, device).AsParameter() : null)
            {
                nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                if (bias is not null) nn.init.uniform_(bias, -bound, bound);
            }

            public Parameter weight { get => _weight; set => Replace(nameof(weight), ref _weight, value); }

            public Parameter? bias { get => _bias; set => Replace(nameof(bias), ref _bias, value); }

            public long in_features { get; set; }

            public long out_features { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}
