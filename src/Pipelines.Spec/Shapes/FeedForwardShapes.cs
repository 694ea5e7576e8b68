namespace Pipelines.Spec.Shapes;

/// <summary>Feed-forwards: gated, plain, and mixtures of experts.</summary>
internal static class FeedForwardShapes
{
    /// <summary>gate, up and down projections.</summary>
    public static void Gated(NodeList nodes, string name, int hidden, bool bias, int dim)
    {
        nodes.Linear($"{name}.gate_proj", dim, hidden, bias, saved: true);
        nodes.Linear($"{name}.up_proj", dim, hidden, bias, saved: true);
        nodes.Activation($"{name}.act_fn", hidden);
        nodes.Linear($"{name}.down_proj", hidden, dim, bias, saved: false, drops: true);
    }

    /// <summary>One projection for gate and up, and one down, as Phi-3's checkpoints have them.</summary>
    public static void Fused(NodeList nodes, string name, SwiGluSpec swiglu, int dim)
    {
        nodes.Linear($"{name}.gate_up_proj", dim, 2L * swiglu.Hidden, swiglu.Bias, saved: true);
        nodes.Activation($"{name}.activation_fn", swiglu.Hidden);
        nodes.Linear($"{name}.down_proj", swiglu.Hidden, dim, swiglu.Bias, saved: false, drops: true);
    }

    /// <summary>A projection up and one down; GPT-2's checkpoints store them [in, out].</summary>
    public static void Mlp(NodeList nodes, string name, MlpSpec mlp, int dim, BlockForm form)
    {
        var gpt2 = form == BlockForm.Gpt2;
        var (up, act, down) = gpt2 ? ("c_fc", "act", "c_proj") : ("up_proj", "act_fn", "down_proj");
        nodes.Linear($"{name}.{up}", dim, mlp.Hidden, mlp.Bias, saved: true, transposed: gpt2);
        nodes.Activation($"{name}.{act}", mlp.Hidden);
        nodes.Linear($"{name}.{down}", mlp.Hidden, dim, mlp.Bias, saved: false, transposed: gpt2, drops: true);
    }

    /// <summary>A router, experts of which a token uses a few, and the expert that every token uses.</summary>
    public static void Experts(NodeList nodes, string name, MoeSpec moe, int dim, ExpertNames names)
    {
        nodes.Router($"{name}.{names.Router}", dim, moe.Experts, moe.Bias, moe.BalanceRate > 0);
        nodes.Experts($"{name}.experts", moe, dim, names);
        if (moe.SharedHidden > 0) Gated(nodes, $"{name}.shared_experts", moe.SharedHidden, moe.Bias, dim);
    }
}
