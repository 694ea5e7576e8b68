namespace Pipelines.Spec;

/// <summary><c>family: mamba</c> (Gu and Dao 2023).</summary>
internal static class MambaFamily
{
    /// <summary>What checkpoints of nothing but state spaces call their modules.</summary>
    public static readonly CheckpointNames Names = new("Mamba")
    {
        Trunk = "backbone",
        Tokens = "embeddings",
        FinalNorm = "norm_f",
        MixerNorm = "norm",
        StateSpaceName = "mixer",
    };

    public static readonly FamilyDefinition Definition = new(
        Family.Mamba, "mamba", "Selective state spaces, and nothing else",
        Names: Names,
        Preset: "{ ffn: none, norm: { kind: rmsnorm, eps: 1e-5 }, mamba: { state: 16, conv: 4, expand: 2 } }",
        Places: "mamba.state mamba.conv mamba.expand mamba.dt_rank mamba.bias mamba.conv_bias")
    {
        Block = static (_, _) => "mamba",
    };
}
