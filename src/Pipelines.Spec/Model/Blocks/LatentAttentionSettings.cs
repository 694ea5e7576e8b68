using Pipelines.Spec.Settings;
using static Pipelines.Spec.AttentionSettings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>latent_attention</c>.</summary>
internal static class LatentAttentionSettings
{
    private const string Title = "a latent attention mixer";

    private static readonly ValueKind<int> Width = new IntegerKind(1, 65536);

    private static readonly Setting<Given<int>?> QueryRank = Setting.Default(
        "query_rank", new OptionalKind<int>(Width), "none", "Width of the latent of queries; without one they are projected directly");

    private static readonly Setting<int> KvRank = Setting.Derived(
        "kv_rank", Width, "it must be given", "Width of the latent that keys and values are made of: what a token adds to the cache");

    private static readonly Setting<int> NopeHeadDim = Setting.Derived(
        "nope_head_dim", Width, "`dim` / `heads`", "Channels of a query's or key's head without positions");

    private static readonly Setting<int> RopeHeadDim = Setting.Derived(
        "rope_head_dim", Width, "half of `nope_head_dim`", "Channels of a query's or key's head that turn");

    private static readonly Setting<int> ValueHeadDim = Setting.Derived(
        "value_head_dim", Width, "`nope_head_dim`", "Channels of a value's head");

    private static readonly Setting<double> Norm = Setting.Default("norm", NormSettings.Inner, "{ eps: 1e-6 }", "The norms of the latents");

    public static readonly Section<Draft<MixerSpec>> Section = new(
        "latent_attention", "latent_attention",
        "Attention over one short latent vector a token (DeepSeek-AI 2024); what is left out is the model's",
        [Heads, QueryRank, KvRank, NopeHeadDim, RopeHeadDim, ValueHeadDim, Rope, Norm], values => scope => Of(values, scope));

    private static LatentAttentionSpec? Of(Values values, BlockScope scope)
    {
        if (!scope.Needs(values, Heads, Title) | !scope.Needs(values, KvRank, Title)) return null;
        var nope = values.Given(NopeHeadDim) ? values.Get(NopeHeadDim) : HeadRules.HeadDim(values, scope);
        if (nope is null) return null;
        var turning = values.Get(RopeHeadDim, (nope.Value + 3) / 4 * 2);
        if (turning % 2 != 0)
        {
            scope.Report(
                Rules.OddHeadDim, values.At(RopeHeadDim),
                $"rope_head_dim {turning} is odd, and rotary positions turn pairs of channels; nearest: {HeadRules.Multiples(turning, 2)}");
            return null;
        }
        var rope = values.Given(Rope) ? values.Get(Rope)?.Value : RopeSettings.Default;
        if (rope is not { Share: 1 })
        {
            scope.Report(
                Rules.OddHeadDim, values.At(Rope),
                rope is null
                    ? "rope is none, and latent attention has channels of their own for rotary positions; leave 'rope: none' out"
                    : "rope turns a share of the channels, and latent attention says how many in rope_head_dim; leave 'share' out");
            return null;
        }
        if (!HeadRules.Factors(turning, rope, values, scope)) return null;
        return new(
            values.Get(Heads), values.Get(QueryRank)?.Value, values.Get(KvRank), nope.Value, turning,
            values.Get(ValueHeadDim, nope.Value), rope, values.Get(Norm));
    }
}
