using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>proj(activation(fc(x))), with biases. Names are those of GPT-2's checkpoints.</summary>
public class Gpt2Mlp : TokenLayer
{
    private readonly Func<Tensor, Tensor> activation;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="activation">one of <see cref="Activations"/>; GELU in its tanh form when null</param>
    public Gpt2Mlp(int dim, int hidden, double dropout = 0, Device? device = null, Func<Tensor, Tensor>? activation = null)
        : base(nameof(Gpt2Mlp))
    {
        this.activation = activation ?? Activations.gelu_tanh;
        c_fc = this.Register("c_fc", new Conv1D(dim, hidden, device: device));
        c_proj = this.Register("c_proj", new Conv1D(hidden, dim, residual: true, device: device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[dim, hidden].</summary>
    public readonly Conv1D c_fc;

    /// <summary>[hidden, dim].</summary>
    public readonly Conv1D c_proj;

    /// <param name="x">[batch, time, dim]</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x)
    {
        var inner = c_fc.call(x);                               // [batch, time, hidden]
        var active = activation(inner).Freeing(inner);          // [batch, time, hidden]
        return drop.call(c_proj.call(active).Freeing(active));  // [batch, time, dim]
    }
}
