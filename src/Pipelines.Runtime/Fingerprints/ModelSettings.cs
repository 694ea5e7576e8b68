using Pipelines.Spec;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>The settings of a model, its preset resolved. Its name does not matter.</summary>
internal static class ModelSettings
{
    public static void Describe(this Settings settings, ModelSpec model, string structure)
    {
        var architecture = model.Architecture;
        settings.Add("family", model.Family);
        // The vocabulary of a tokenizer stage is in that stage's fingerprint; its name does not matter.
        settings.Add("vocab", model.Vocab.Stage is null ? model.Vocab.Size : "tokenizer");
        settings.Add("structure", structure);
        settings.Add("dim", architecture.Dim);
        settings.Add("context", architecture.Context);
        settings.Add("positions", architecture.Positions.Word);
        settings.Add("tied_embeddings", architecture.TiedEmbeddings);
        settings.Add("dropout", architecture.Dropout);
        settings.Add("init_std", architecture.InitStd);
        settings.Add("scaled_embedding", architecture.ScaledEmbedding);
        settings.Add("token_types", architecture.TokenTypes);
        // What artifacts had no word for when they were first named is named where it says something.
        if (architecture.EmbeddingMultiplier != 1) settings.Add("embedding_multiplier", architecture.EmbeddingMultiplier);
        if (architecture.ResidualMultiplier != 1) settings.Add("residual_multiplier", architecture.ResidualMultiplier);
        if (architecture.LogitsScaling != 1) settings.Add("logits_scaling", architecture.LogitsScaling);
        settings.Add("logit_softcap", architecture.LogitSoftcap);
        settings.Under("embedding_norm").Describe(architecture.EmbeddingNorm);
        settings.Under("final_norm").Describe(architecture.FinalNorm);
        for (var group = 0; group < architecture.Layers.Count; group++)
        {
            var layers = settings.Under($"layers.{group}");
            layers.Add("repeat", architecture.Layers[group].Repeat);
            for (var block = 0; block < architecture.Layers[group].Blocks.Count; block++)
                layers.Under($"blocks.{block}").Describe(architecture.Layers[group].Blocks[block]);
        }
    }

    private static void Describe(this Settings settings, BlockSpec block)
    {
        settings.Under("mixer").Describe(block.Mixer);
        settings.Under("ffn").Describe(block.FeedForward);
        settings.Under("norm").Describe(block.Norm);
        // Norms of queries and keys did not follow the block's once; only where they do now is the result another.
        if (block is { Mixer: AttentionSpec { QkNorm: QkNorm.Head }, Norm.UnitOffset: true })
            settings.Under("mixer").Add("qk_unit_offset", true);
        settings.Add("placement", block.Placement);
        settings.Add("residual", block.Residual);
    }

    private static void Describe(this Settings settings, PartSpec part)
    {
        settings.Add("kind", part.Word);
        foreach (var setting in part.Settings) settings.Add(setting.Key, setting.Value);
    }

    private static void Describe(this Settings settings, NormSpec? norm)
    {
        settings.Add("kind", norm?.Kind);
        settings.Add("eps", norm?.Eps);
        settings.Add("unit_offset", norm?.UnitOffset);
    }
}
