namespace Pipelines.Spec;

/// <summary>The feed-forwards that a <see cref="LayerAttribute"/> may name.</summary>
public enum FeedForward
{
    /// <summary>down(silu(gate(x)) · up(x)) (Shazeer 2020).</summary>
    SwiGlu,

    /// <summary>down(gelu(gate(x)) · up(x)) (Shazeer 2020).</summary>
    GeGlu,

    /// <summary>proj(activation(fc(x))).</summary>
    Mlp,

    /// <summary>A mixture of SwiGLU experts (Shazeer et al. 2017).</summary>
    Moe,

    /// <summary>None: the block only mixes.</summary>
    None,
}
