namespace Pipelines.Spec;

/// <summary><c>family: mixtral</c> (Jiang et al. 2024).</summary>
internal static class MixtralFamily
{
    public static readonly FamilyDefinition Definition = new(
        Family.Mixtral, "mixtral", "Mistral with eight experts, two a token",
        Names: new("Mixtral") { MoeName = "block_sparse_moe", Experts = ExpertNames.Mixtral },
        Preset: """
            ffn: moe
            moe: { experts: 8, top_k: 2, balance_loss: 1e-3 }
            norm: { kind: rmsnorm, eps: 1e-5 }
            rope: { theta: 1e6 }
            tied: false
            """,
        Places: $"{LlamaFamily.Attention} window moe.experts moe.top_k moe.hidden moe.balance_loss moe.z_loss");
}
