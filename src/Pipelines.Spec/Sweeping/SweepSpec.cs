namespace Pipelines.Spec;

/// <summary>Which settings are tried, and what tells the best.</summary>
/// <param name="Stage">the stage whose run is measured; what it needs runs too</param>
/// <param name="Metric">what is measured: <c>validation/bits_per_byte</c></param>
/// <param name="Greatest">whether the greatest is the best, rather than the least</param>
/// <param name="Search">how trials are chosen</param>
/// <param name="Trials">most trials, the one with the file's own settings included</param>
/// <param name="Parallel">trials at once</param>
/// <param name="Settings">what is varied</param>
/// <param name="Halving">trials of small budgets first; null for none</param>
public sealed record SweepSpec(
    string Stage, string Metric, bool Greatest, SweepSearch Search, int Trials, int Parallel, EquatableArray<SweptSettingSpec> Settings,
    HalvingSpec? Halving);

/// <summary>How trials are chosen.</summary>
public enum SweepSearch
{
    /// <summary>Every combination, in order.</summary>
    Grid,

    /// <summary>At random.</summary>
    Random,

    /// <summary>Near what went well, by a tree of Parzen estimators (Bergstra et al. 2011).</summary>
    Tpe,
}

/// <summary>A setting that is varied.</summary>
/// <param name="Path">its path in the file: <c>models.docs-lm.dim</c></param>
public abstract record SweptSettingSpec(string Path);

/// <summary>A setting that takes some values.</summary>
/// <param name="Path">its path in the file</param>
/// <param name="Values">as they are written</param>
public sealed record SweptValuesSpec(string Path, EquatableArray<string> Values) : SweptSettingSpec(Path);

/// <summary>A setting that takes any number of a range.</summary>
/// <param name="Path">its path in the file</param>
/// <param name="From">the least</param>
/// <param name="To">the greatest</param>
/// <param name="Logarithmic">whether steps are factors rather than differences</param>
/// <param name="Whole">whether only whole numbers are tried</param>
public sealed record SweptRangeSpec(string Path, double From, double To, bool Logarithmic, bool Whole) : SweptSettingSpec(Path);

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016): all trials with a small budget, the best of them with more, and so on up to the whole.
/// </summary>
/// <param name="Budget">the path of the setting that is the budget: <c>stages.pretrain.tokens</c></param>
/// <param name="Factor">by what the budget grows from round to round, and the number of trials falls</param>
/// <param name="Rounds">rounds, the one with the whole budget included</param>
public sealed record HalvingSpec(string Budget, int Factor, int Rounds)
{
    /// <summary>The whole budget: the setting's amount in the file.</summary>
    public long Whole { get; init; }

    /// <summary>The budget of a round, from 0 on; the last has the whole.</summary>
    public long Of(int round) => (long)Math.Round(Whole / Math.Pow(Factor, Rounds - 1 - round));
}
