using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>An architecture as the tree of all settings that it resolves from.</summary>
internal static class ModelTree
{
    /// <summary>A model of a family: every setting that the family leaves open.</summary>
    public static MappingNode Of(ModelSpec model, FamilyDefinition family)
    {
        var architecture = model.Architecture;
        var all = Whole(model, family.Speaker);
        foreach (var setting in family.Pattern(architecture))
            all = all.Without(setting.Key).With(setting.Key, Tree.Parse(setting.Value));
        var open = Open(all, "", family);
        return Tree.Map([new("family", Tree.Scalar(family.Word)), .. open.Entries.Select(Pair)]);
    }

    /// <summary>A model without a family: everything that its first blocks say for all, and the list of its blocks.</summary>
    public static MappingNode Composed(ModelSpec model)
    {
        var all = Whole(model, static attention => attention[0]);
        return all.Without("layers").With("layers", BlockTree.Layers(model.Architecture.Layers, all));
    }

    /// <summary>The part of a tree that a family's checkpoints have places for.</summary>
    private static MappingNode Open(MappingNode tree, string prefix, FamilyDefinition family)
    {
        var open = new List<YamlEntry>();
        foreach (var entry in tree.Entries)
        {
            var path = prefix + entry.Key.Text;
            if (family.HasPlace(path)) open.Add(entry);
            else if (entry.Value is MappingNode inner && Open(inner, path + ".", family) is { Entries.Count: > 0 } part)
                open.Add(new(entry.Key, part));
        }
        return new(open, tree.At);
    }

    /// <summary>
    /// Everything but the layers; of attention the <paramref name="speaker"/> speaks for all, of other parts the first of each kind.
    /// </summary>
    private static MappingNode Whole(ModelSpec model, Func<IReadOnlyList<AttentionSpec>, AttentionSpec> speaker)
    {
        var architecture = model.Architecture;
        var blocks = architecture.Layers.SelectMany(group => group.Blocks).ToList();
        var norm = architecture.FinalNorm ?? architecture.EmbeddingNorm ?? blocks[0].Norm;
        var settings = new List<KeyValuePair<string, YamlNode>>
        {
            new("vocab", Tree.Scalar(model.Vocab.Size)),
            new("dim", Tree.Scalar(architecture.Dim)),
            new("layers", Tree.Scalar(architecture.Depth)),
            new("context", Tree.Scalar(architecture.Context)),
        };
        settings.AddRange(Attention(blocks, speaker));
        var feedForwards = blocks.Select(block => block.FeedForward).ToList();
        var dense = feedForwards.FirstOrDefault(IsDense);
        var moe = feedForwards.OfType<MoeSpec>().FirstOrDefault();
        if ((dense ?? moe) is { } wide) settings.Add(new("hidden", Tree.Scalar(wide.Hidden)));
        settings.Add(new("ffn", BlockTree.FeedForward(dense ?? feedForwards[0])));
        settings.Add(new("norm", BlockTree.Norm(norm, blocks[0].Placement)));
        settings.Add(new("residual", Tree.Scalar(blocks[0].Residual)));
        settings.Add(new("positions", Tree.Scalar(Positions(architecture.Positions))));
        AddFirst<LatentAttentionSpec>("latent_attention", "heads", "rope");
        AddFirst<MambaSpec>("mamba");
        AddFirst<Mamba2Spec>("mamba2");
        if (moe is not null) settings.Add(new("moe", Tree.Of(moe.Settings)));
        settings.Add(new("tied", Tree.Scalar(architecture.TiedEmbeddings)));
        settings.Add(new("scaled_embedding", Tree.Scalar(architecture.ScaledEmbedding)));
        settings.Add(new("embedding_multiplier", Tree.Scalar(architecture.EmbeddingMultiplier)));
        settings.Add(new("residual_multiplier", Tree.Scalar(architecture.ResidualMultiplier)));
        settings.Add(new("logits_scaling", Tree.Scalar(architecture.LogitsScaling)));
        settings.Add(new("embedding_norm", Tree.Scalar(architecture.EmbeddingNorm is not null)));
        settings.Add(new("token_types", Tree.Scalar(architecture.TokenTypes)));
        settings.Add(new("logit_softcap", Tree.Scalar(architecture.LogitSoftcap)));
        settings.Add(new("dropout", Tree.Scalar(architecture.Dropout)));
        settings.Add(new("init", Tree.Map([new("std", Tree.Scalar(architecture.InitStd))])));
        return Tree.Map(settings);

        void AddFirst<T>(string key, params string[] but) where T : MixerSpec
        {
            if (blocks.Select(block => block.Mixer).OfType<T>().FirstOrDefault() is { } first)
                settings.Add(new(key, Tree.Of(first.Settings).Without(but)));
        }
    }

    /// <summary>What the attention that speaks says; of latent attention alone its heads and rotary positions.</summary>
    private static IEnumerable<KeyValuePair<string, YamlNode>> Attention(
        IReadOnlyList<BlockSpec> blocks, Func<IReadOnlyList<AttentionSpec>, AttentionSpec> speaker)
    {
        var mixers = blocks.Select(block => block.Mixer).ToList();
        if (mixers.OfType<AttentionSpec>().ToList() is { Count: > 0 } attention)
            return BlockTree.Attention(speaker(attention)).Without("cross").Entries.Select(Pair);
        return mixers.OfType<LatentAttentionSpec>().FirstOrDefault() is { } latent
            ? Tree.Of(latent.Settings).Entries.Where(entry => entry.Key.Text is "heads" or "rope").Select(Pair)
            : [];
    }

    private static KeyValuePair<string, YamlNode> Pair(YamlEntry entry) => new(entry.Key.Text, entry.Value);

    private static bool IsDense(FeedForwardSpec feedForward) => feedForward is SwiGluSpec or GeGluSpec or MlpSpec;

    private static string Positions(PositionSpec positions) => positions switch
    {
        LearnedPositions => "learned",
        SinusoidalPositions => "sinusoidal",
        _ => "none",
    };
}
