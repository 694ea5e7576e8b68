using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;
using static Pipelines.Spec.MambaSettings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>mamba2</c>.</summary>
internal static class Mamba2Settings
{
    private const int DefaultExpand = 2;

    private static readonly Setting<int> Heads = Setting.Derived(
        "heads", new IntegerKind(1, 65536), "`expand` · `dim` / `head_dim`", "Heads; heads · head_dim is the inner width");

    private static readonly Setting<int> HeadDim = Setting.Derived(
        "head_dim", new IntegerKind(1, 4096), "64; `expand` · `dim` / `heads` where those are given", "Channels of a head");

    private static readonly Setting<int> Expand = Setting.Derived(
        "expand", new IntegerKind(1, 64), "2; what `heads` and `head_dim` give where both are given",
        "Inner channels for each channel of the residual stream");

    private static readonly Setting<int> State = Setting.Default(
        "state", new IntegerKind(1, 4096), "128", "Numbers of state for each inner channel");

    private static readonly Setting<int> Groups = Setting.Default(
        "groups", new IntegerKind(1, 65536), "1", "Groups of heads that share B and C; they divide `heads`");

    private static readonly Setting<int> Chunk = Setting.Default(
        "chunk", new IntegerKind(1, 65536), "256", "Tokens of a chunk; it changes speed and no result");

    private static readonly Setting<double> Norm = Setting.Derived("norm", NormSettings.Inner, "the model's", "The gated norm");

    public static readonly Section<Draft<MixerSpec>> Section = new(
        "mamba2", "mamba2", "State-space duality (Dao and Gu 2024)",
        [Heads, HeadDim, Expand, State, Groups, Conv, Chunk, Norm, Bias, ConvBias], values => scope => Of(values, scope));

    private static Mamba2Spec? Of(Values values, BlockScope scope)
    {
        if (Sizes(values, scope) is not var (heads, headDim)) return null;
        var groups = values.Get(Groups);
        if (heads % groups != 0)
        {
            scope.Report(
                Rules.GroupsDivideHeads, values.At(values.Given(Groups) ? Groups : Heads),
                $"groups {groups} do not divide the {heads} heads; groups may be {Wording.OneOf(HeadRules.AllDivisors(heads))}");
            return null;
        }
        return new(
            heads, headDim, values.Get(State), groups, values.Get(Conv), values.Get(Chunk), values.Get(Norm, NormSettings.DefaultEps),
            values.Get(Bias), values.Get(ConvBias));
    }

    /// <summary>heads · head_dim = expand · dim, of which any two give the third.</summary>
    private static (int Heads, int HeadDim)? Sizes(Values values, BlockScope scope)
    {
        var inner = values.Get(Expand, DefaultExpand) * scope.Dim;
        int heads = values.Get(Heads, 0), headDim = values.Get(HeadDim, heads == 0 ? 64 : 0);
        if (heads > 0 && headDim > 0)
        {
            if (!values.Given(Expand) || heads * headDim == inner) return (heads, headDim);
            scope.Report(
                Rules.InnerWidth, values.At(Heads),
                $"heads {heads} · head_dim {headDim} = {heads * headDim}, and expand {values.Get(Expand)} · dim {scope.Dim} = {inner}; "
                + "give two of heads, head_dim and expand, and the third follows");
            return null;
        }
        var (given, setting) = heads > 0 ? (heads, Heads) : (headDim, HeadDim);
        if (inner % given == 0) return heads > 0 ? (heads, inner / heads) : (inner / headDim, headDim);
        scope.Report(
            Rules.InnerWidth, values.At(setting),
            $"{setting.Key} {given} does not divide the inner width {inner} "
            + $"(expand {values.Get(Expand, DefaultExpand)} · dim {scope.Dim}); "
            + $"nearest: {HeadRules.Divisors(inner, given)}");
        return null;
    }
}
