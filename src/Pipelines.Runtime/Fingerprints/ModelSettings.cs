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
        settings.Add("positions", Name(architecture.Positions));
        settings.Add("tied_embeddings", architecture.TiedEmbeddings);
        settings.Add("dropout", architecture.Dropout);
        settings.Add("init_std", architecture.InitStd);
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
    }

    private static void Describe(this Settings settings, MixerSpec mixer)
    {
        if (mixer is not AttentionSpec attention) throw Unknown(mixer);
        settings.Add("kind", "attention");
        settings.Add("heads", attention.Heads);
        settings.Add("kv_heads", attention.KvHeads);
        settings.Add("head_dim", attention.HeadDim);
        settings.Add("qkv_bias", attention.QkvBias);
        settings.Add("out_bias", attention.OutBias);
        settings.Add("rope.theta", attention.Rope?.Theta);
    }

    private static void Describe(this Settings settings, FeedForwardSpec feedForward)
    {
        settings.Add("kind", feedForward switch { SwiGluSpec => "swiglu", MlpSpec => "mlp", _ => throw Unknown(feedForward) });
        settings.Add("hidden", feedForward.Hidden);
        settings.Add("bias", feedForward.Bias);
    }

    private static void Describe(this Settings settings, NormSpec norm)
    {
        settings.Add("kind", norm.Kind);
        settings.Add("eps", norm.Eps);
    }

    private static string Name(PositionSpec positions) => positions switch
    {
        NoPositions => "none",
        LearnedPositions => "learned",
        _ => throw Unknown(positions),
    };

    private static NotSupportedException Unknown(object spec) => new($"no settings are known for {spec.GetType().Name}");
}
