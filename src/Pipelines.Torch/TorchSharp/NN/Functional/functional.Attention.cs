using Pipelines.Torch;
using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op Fused = Op.Get("aten", "scaled_dot_product_attention");

            /// <summary>
            /// softmax(query · keyᵀ / √dim + mask) · value; query [batch..., time, dim], key and value [batch..., source, dim] →
            /// [batch..., time, dim of value].
            /// </summary>
            /// <param name="attn_mask">added to the scores, or, of type Bool, true where a position may be seen</param>
            /// <param name="is_casual">position t sees positions up to t; not together with a mask</param>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null) throw new ArgumentException("a mask or is_casual, not both", nameof(attn_mask));
                return Fused.Exists
                    ? Fused.Call(query, key, value, attn_mask, p, is_casual)
                    : Composed(query, key, value, attn_mask, p, is_casual);
            }

            // libtorch has no public one before 2.0.
            private static Tensor Composed(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                var (time, source) = (query.size(-2), key.size(-2));
                using var scope = NewDisposeScope();
                var scores = (query / Math.Sqrt(query.size(-1))).matmul(key.transpose(-2, -1));
                if (causal) mask = ones(time, source, ScalarType.Bool, query.device).tril();
                if (mask is { dtype: ScalarType.Bool }) scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
                else if (mask is not null) scores += mask;
                var weights = scores.softmax(-1);
                if (p > 0) weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
