using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>What a configuration leaves out.</summary>
internal sealed record DecoderDefaults(
    int Vocab, int Dim, int Hidden, int Layers, int Heads, int KvHeads, int Context, double Eps, double Theta, bool Tied = false)
{
    /// <summary>Width of a head; null for <c>hidden_size</c> over the heads.</summary>
    public int? HeadDim { get; init; }
}

/// <summary>
/// The keys that Llama and what descends from it share: RMSNorm, rotary positions, grouped heads, gated feed-forwards.
/// </summary>
internal abstract class GatedDecoderConfig : FamilyConfig
{
    /// <inheritdoc/>
    public sealed override int Vocab => Defaults.Vocab;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert => ["pretraining_tp", "attention_dropout"];

    /// <summary>What configurations of the family leave out.</summary>
    protected abstract DecoderDefaults Defaults { get; }

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config)
    {
        int dim = Dim(config, Defaults.Dim), layers = Layers(config, Defaults.Layers), context = Context(config, Defaults.Context);
        var norm = Norm(config);
        RequireActivation(config);
        var attention = Attention(config, dim, context);
        return new Architecture(
            dim, context, new NoPositions(), Groups(Blocks(config, layers, attention, norm)), norm,
            config.Flag("tie_word_embeddings", Defaults.Tied), Dropout: 0, InitStd(config));
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ConfigWriter json)
    {
        var attention = First<AttentionSpec>(model);
        json.Add("hidden_size", model.Dim);
        json.Add("intermediate_size", Hidden(model));
        json.Add("num_hidden_layers", model.Depth);
        json.Add("num_attention_heads", attention.Heads);
        json.Add("num_key_value_heads", attention.KvHeads);
        json.Add("head_dim", attention.HeadDim);
        WriteActivation(json);
        json.Add("max_position_embeddings", model.Context);
        json.Add("initializer_range", model.InitStd);
        json.Add("rms_norm_eps", model.Blocks.First().Norm.Eps);
        json.Add("tie_word_embeddings", model.TiedEmbeddings);
        if (RopeOf(model) is { } rope) RopeConfig.Write(rope, model.Context, json);
        json.Add("attention_dropout", 0.0);
        WriteMore(model, attention, json);
    }

    /// <summary>The keys that the family has beside the common ones.</summary>
    protected virtual void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
    }

    /// <summary>The rotary positions that the common keys say.</summary>
    protected virtual RopeSpec? RopeOf(Architecture model) => First<AttentionSpec>(model).Rope;

    /// <summary>What of attention the family has beside the common keys.</summary>
    protected virtual AttentionSpec Attention(ConfigSection config, AttentionSpec common) => common;

    /// <summary>Those that a file says.</summary>
    protected virtual RopeSpec Rope(ConfigSection config, int context) => RopeConfig.Read(config, context, Defaults.Theta);

    /// <summary>The blocks of a model.</summary>
    protected virtual IEnumerable<BlockSpec> Blocks(ConfigSection config, int layers, AttentionSpec attention, NormSpec norm) =>
        Enumerable.Repeat(new BlockSpec(attention, FeedForward(config), norm), layers);

    /// <summary>The feed-forward of dense blocks.</summary>
    protected virtual FeedForwardSpec FeedForward(ConfigSection config) => new SwiGluSpec(Hidden(config), Bias: false);

    /// <summary>The norms.</summary>
    protected virtual NormSpec Norm(ConfigSection config) =>
        new(NormKind.RmsNorm, config.Number("rms_norm_eps", Defaults.Eps, above: 0));

    /// <summary>Refuses functions that the family's feed-forward has not.</summary>
    protected virtual void RequireActivation(ConfigSection config) => config.OneOf("hidden_act", "silu", "silu", "swish");

    /// <summary>Writes that function.</summary>
    protected virtual void WriteActivation(ConfigWriter json) => json.Add("hidden_act", "silu");

    /// <summary>Inner width of dense blocks, <c>intermediate_size</c>.</summary>
    protected int Hidden(ConfigSection config) => config.Int("intermediate_size", Defaults.Hidden);

    /// <summary>What <c>intermediate_size</c> is of a model.</summary>
    protected virtual int Hidden(Architecture model) => model.Blocks.First().FeedForward.Hidden;

    private AttentionSpec Attention(ConfigSection config, int dim, int context)
    {
        var (heads, keys, headDim) = HeadSizes.Read(config, dim, Defaults);
        var rope = Rope(config, context);
        HeadSizes.RequireEven(config, headDim, rope);
        return Attention(config, new AttentionSpec(heads, keys, headDim, QkvBias: false, OutBias: false, rope));
    }
}
