using TorchSharp.Modules;
using static Pipelines.Torch.Aten;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Rows of the weight by index, [...] of integers → [..., dim]; weight [num, dim], drawn from N(0, 1).</summary>
        public sealed class Embedding : nn.Module<Tensor, Tensor>
        {
            private readonly long padding;
            private readonly double? maxNorm;
            private readonly double normType;
            private readonly bool scaleGradByFreq;
            private readonly bool sparse;
            private Parameter? _weight;

            internal Embedding(
                Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
                : base(nameof(Embedding))
            {
                padding = padding_idx ?? -1;
                (maxNorm, normType, scaleGradByFreq, this.sparse) = (max_norm, norm_type, scale_grad_by_freq, sparse);
                _weight = weight;
                register_parameter(nameof(weight), weight);
            }

            public Parameter? weight { get => _weight; set => Replace(nameof(weight), ref _weight, value); }

            public override Tensor forward(Tensor input)
            {
                if (maxNorm is { } most)
                {
                    using var still = no_grad();
                    inplace("embedding_renorm_", weight!, input, most, normType);
                }
                return aten("embedding", weight, input, padding, scaleGradByFreq, sparse);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                var weight = init.normal_(empty(num_embeddings, embedding_dims, dtype, device));
                if (padding_idx is { } idle)
                {
                    using var row = weight[idle];
                    row.zero_();
                }
                return new(weight.AsParameter(), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }

            /// <summary>An embedding of these rows [num, dim], copied; frozen unless asked for otherwise.</summary>
            public static Embedding Embedding_from_pretrained(
                Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                using var rows = embeddings.detach();
                var weight = rows.to(dtype ?? rows.dtype, device ?? rows.device, copy: true);
                return new(new Parameter(weight, !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }
        }
    }
}
