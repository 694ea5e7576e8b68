namespace Pipelines.Modules;

/// <summary>What a family's checkpoints call the parts of a mixture of experts.</summary>
/// <param name="Router">the router, below the layer</param>
/// <param name="Gate">an expert's gate, [hidden, dim], below <c>experts.j</c></param>
/// <param name="Up">an expert's second input projection, [hidden, dim]</param>
/// <param name="Down">an expert's output projection, [dim, hidden]</param>
/// <param name="Shared">the expert of all tokens, below the layer</param>
public sealed record MoeNames(string Router, string Gate, string Up, string Down, string Shared = "shared_experts")
{
    /// <summary>Qwen3-MoE's and DeepSeek-V3's: <c>gate</c>, <c>experts.j.gate_proj</c>, <c>shared_experts</c>.</summary>
    public static readonly MoeNames Default = new("gate", "gate_proj", "up_proj", "down_proj");

    /// <summary>Mixtral's: <c>gate</c>, <c>experts.j.w1</c> (gate), <c>w3</c> (up), <c>w2</c> (down).</summary>
    public static readonly MoeNames Mixtral = new("gate", "w1", "w3", "w2");

    /// <summary>Jamba's: <c>router</c>, <c>experts.j.gate_proj</c>.</summary>
    public static readonly MoeNames Jamba = Default with { Router = "router" };
}
