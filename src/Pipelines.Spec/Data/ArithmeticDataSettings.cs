using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>source: arithmetic</c>.</summary>
internal static class ArithmeticDataSettings
{
    private static readonly Setting<long> Examples = Setting.Default(
        "examples", new AmountKind(1, 100_000_000), "10k", "How many are drawn");

    private static readonly Setting<int> Digits = Setting.Default(
        "digits", new IntegerKind(1, 9), "2", "Most digits of an operand");

    private static readonly Setting<EquatableArray<string>> Operations = Setting.Default(
        "operations",
        new ListKind<string>(
            new WordKind<string>(("+", "+", "a sum"), ("-", "-", "a difference"), ("*", "*", "a product")), "operations", least: 1),
        """["+", "-"]""", "What is asked for");

    private static readonly Setting<int> Terms = Setting.Default("terms", new IntegerKind(2, 16), "2", "Most operands");

    private static readonly Setting<int> Seed = Setting.Default("seed", new IntegerKind(0, int.MaxValue), "1337", "The seed of the draws");

    public static readonly Section<DataSpec> Section = new(
        "data.arithmetic", "an arithmetic source", "Generated sums, differences and products with their results, as prompts with an answer",
        [Examples, Digits, Operations, Terms, Seed, DataSettings.Validation],
        values => new ArithmeticDataSpec(
            values.Slot.Name, values.Get(DataSettings.Validation), (int)values.Get(Examples), values.Get(Digits), values.Get(Operations),
            values.Get(Terms), values.Get(Seed)),
        Check);

    private static void Check(Values values, Reading reading)
    {
        if (!values.Valid(Operations)) return;
        if (values.Get(Operations).GroupBy(operation => operation).FirstOrDefault(group => group.Count() > 1) is { } twice)
            reading.Report(Rules.DuplicateKey, values.At(Operations), $"operations has {Wording.Quote(twice.Key)} twice");
    }
}
