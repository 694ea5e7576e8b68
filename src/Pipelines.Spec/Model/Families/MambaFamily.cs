namespace Pipelines.Spec;

/// <summary><c>family: mamba</c> (Gu and Dao 2023).</summary>
internal static class MambaFamily
{
    public static readonly FamilyDefinition Definition = new(
        Family.Mamba, "mamba", "Selective state spaces, and nothing else",
        Preset: "{ ffn: none, norm: { kind: rmsnorm, eps: 1e-5 }, mamba: { state: 16, conv: 4, expand: 2 } }",
        Places: "mamba.state mamba.conv mamba.expand mamba.dt_rank mamba.bias mamba.conv_bias")
    {
        Block = static (_, _) => "mamba",
    };
}
