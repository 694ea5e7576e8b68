using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// What BERT's head does before its product with the embedding: norm(gelu(dense(h))); and the bias of that product. Names are
/// those of BERT's checkpoints.
/// </summary>
public class BertHead : TokenLayer
{
    /// <param name="vocab">tokens</param>
    /// <param name="dim">width of the hidden states</param>
    /// <param name="normEps">added under the root of the norm</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="activation">one of <see cref="Activations"/>; exact GELU when null</param>
    public BertHead(int vocab, int dim, double normEps, Device? device = null, Func<Tensor, Tensor>? activation = null)
        : base(nameof(BertHead)) =>
        predictions = this.Register("predictions", new Predictions(vocab, dim, normEps, device, activation));

    /// <summary>The transform, and the bias of the logits.</summary>
    public readonly Predictions predictions;

    /// <param name="h">hidden states, […, dim]; taken</param>
    /// <returns>[…, dim]</returns>
    public override Tensor forward(Tensor h) => predictions.call(h).Freeing(h);

    /// <summary>The transform, and the bias of the logits.</summary>
    public sealed class Predictions : TokenLayer
    {
        internal Predictions(int vocab, int dim, double normEps, Device? device, Func<Tensor, Tensor>? activation)
            : base(nameof(Predictions))
        {
            transform = this.Register("transform", new Transform(dim, normEps, device, activation));
            bias = this.Register("bias", [vocab], device);
        }

        /// <summary>norm(gelu(dense(h))).</summary>
        public readonly Transform transform;

        /// <summary>[vocab].</summary>
        public readonly Parameter bias;

        /// <param name="h">hidden states, […, dim]</param>
        /// <returns>[…, dim]</returns>
        public override Tensor forward(Tensor h) => transform.call(h);
    }

    /// <summary>norm(gelu(dense(h))).</summary>
    public sealed class Transform : TokenLayer
    {
        private readonly Func<Tensor, Tensor> activation;

        internal Transform(int dim, double normEps, Device? device, Func<Tensor, Tensor>? activation)
            : base(nameof(Transform))
        {
            this.activation = activation ?? Activations.gelu;
            dense = this.Register("dense", new Linear(dim, dim, bias: true, device: device));
            LayerNorm = this.Register("LayerNorm", new LayerNorm(dim, normEps, device));
        }

        /// <summary>[dim, dim], with bias.</summary>
        public readonly Linear dense;

        /// <summary>[dim], with bias.</summary>
        public readonly LayerNorm LayerNorm;

        /// <param name="h">hidden states, […, dim]</param>
        /// <returns>[…, dim]</returns>
        public override Tensor forward(Tensor h)
        {
            var inner = dense.call(h);
            var active = activation(inner).Freeing(inner);
            return LayerNorm.call(active).Freeing(active);
        }
    }
}
