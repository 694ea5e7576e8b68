using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>source: sql</c>.</summary>
internal static class SqlDataSettings
{
    private static readonly Setting<long> Examples = Setting.Default(
        "examples", new AmountKind(1, 100_000_000), "10k", "How many are drawn");

    private static readonly Setting<int> Seed = Setting.Default("seed", new IntegerKind(0, int.MaxValue), "1337", "The seed of the draws");

    public static readonly Section<DataSpec> Section = new(
        "data.sql", "a sql source", "Generated questions about small tables, each with a query that answers it, as prompts with an answer",
        [Examples, Seed, DataSettings.Validation],
        values => new SqlDataSpec(
            values.Slot.Name, values.Get(DataSettings.Validation), (int)values.Get(Examples), values.Get(Seed)));
}
