namespace Pipelines.Spec.Shapes;

/// <summary>Mamba and Mamba-2 as their checkpoints have them.</summary>
internal static class StateSpaceShapes
{
    /// <summary>A selective state space (Gu and Dao 2023).</summary>
    public static void Mamba(NodeList nodes, string name, MambaSpec mamba, int dim)
    {
        var inner = mamba.Expand * dim;
        nodes.Linear($"{name}.in_proj", dim, 2 * inner, mamba.Bias, saved: true);
        nodes.Convolution($"{name}.conv1d", inner, mamba.Conv, mamba.ConvBias);
        nodes.Linear($"{name}.x_proj", inner, mamba.DtRank + 2 * mamba.State, bias: false, saved: true);
        if (mamba.InnerNorm is not null)
        {
            nodes.RmsNorm($"{name}.dt_layernorm", mamba.DtRank);
            nodes.RmsNorm($"{name}.b_layernorm", mamba.State);
            nodes.RmsNorm($"{name}.c_layernorm", mamba.State);
        }
        nodes.Linear($"{name}.dt_proj", mamba.DtRank, inner, bias: true, saved: true, fused: true);
        nodes.Recurrence(name, inner, mamba.State,
            [new($"{name}.A_log", new([inner, mamba.State])), new($"{name}.D", new([inner]))]);
        nodes.Linear($"{name}.out_proj", inner, dim, mamba.Bias, saved: false, drops: true);
    }

    /// <summary>State-space duality (Dao and Gu 2024).</summary>
    public static void Mamba2(NodeList nodes, string name, Mamba2Spec mamba, int dim)
    {
        int inner = mamba.Heads * mamba.HeadDim, convolved = inner + 2 * mamba.Groups * mamba.State;
        nodes.Linear($"{name}.in_proj", dim, inner + convolved + mamba.Heads, mamba.Bias, saved: true);
        nodes.Convolution($"{name}.conv1d", convolved, mamba.Conv, mamba.ConvBias);
        nodes.Recurrence(name, inner, mamba.State,
            [.. new[] { "dt_bias", "A_log", "D" }.Select(weight => new WeightShape($"{name}.{weight}", new([mamba.Heads])))]);
        nodes.RmsNorm($"{name}.norm", inner);
        nodes.Linear($"{name}.out_proj", inner, dim, mamba.Bias, saved: false, drops: true);
    }
}
