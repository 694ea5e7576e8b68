namespace Pipelines.Spec;

/// <summary><c>family: mamba2</c> (Dao and Gu 2024).</summary>
internal static class Mamba2Family
{
    /// <summary>What checkpoints with Mamba-2 leave open of it.</summary>
    public const string Sizes = "mamba2.heads mamba2.head_dim mamba2.expand mamba2.state mamba2.groups mamba2.conv mamba2.chunk "
        + "mamba2.bias mamba2.conv_bias";

    public static readonly FamilyDefinition Definition = new(
        Family.Mamba2, "mamba2", "State-space duality, and nothing else",
        Names: MambaFamily.Names with { Title = "Mamba-2" },
        Preset: "{ ffn: none, norm: { kind: rmsnorm, eps: 1e-5 }, mamba2: { state: 128, conv: 4 }, tied: false }",
        Places: Sizes)
    {
        Block = static (_, _) => "mamba2",
    };
}
