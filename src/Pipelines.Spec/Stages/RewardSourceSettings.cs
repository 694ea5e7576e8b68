using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of what judges answers. A new verifier is a section and its word.</summary>
internal static class RewardSourceSettings
{
    private const string Answer = "answer";

    private static readonly TextKind FieldName = new("the name of a field");

    private static readonly Setting<double> Weight = Setting.Default(
        "weight", new NumberKind(new(-1000, 1000)), "1", "Its share in the sum");

    private static readonly Setting<string> Right = Setting.Default(
        "field", FieldName, Answer, "The example's field with what is right");

    private static readonly Setting<bool> IgnoreCase = Setting.Default(
        "ignore_case", new FlagKind(), "false", "Whether upper and lower case are equal");

    private static readonly Setting<string> Pattern = Setting.Required(
        "pattern", new PatternKind(), "A .NET regular expression without backtracking, found anywhere in the answer");

    private static readonly Setting<double> Tolerance = Setting.Default(
        "tolerance", new NumberKind(new(0, 1e12)), "1e-6", "How far the number may be from the right one");

    private static readonly Setting<string> SchemaField = Setting.Derived(
        "field", FieldName, "`schema`, without `file`", "The example's field with the schema");

    private static readonly Setting<string> SchemaFile = Setting.Derived(
        "file", new TextKind("a path"), "the example's `field`", "A file with the schema, relative to this one");

    private static readonly Setting<string> Database = Setting.Default(
        "database", FieldName, "database", "The example's field with the statements that make the database");

    private static readonly Setting<string> Query = Setting.Default(
        "query", FieldName, "query", "The example's field with the query that is right");

    private static readonly Setting<double> QuerySeconds = Seconds("1", "Most seconds that a query may take");

    private static readonly Setting<string> Tests = Setting.Default(
        "field", FieldName, "tests", "The example's field with the tests");

    private static readonly Setting<double> ProcessSeconds = Seconds("10", "Most seconds of the process");

    private static readonly Setting<long> Memory = Setting.Default(
        "memory", new ByteSizeKind(), "512MB", "Most bytes of the process");

    private static readonly Setting<string> From = Setting.Required(
        "from", new StageReferenceKind(Artifact.RewardModel), "The stage that makes the reward model").Known("stage", "model");

    /// <summary>The words of verifiers and of reward models; a project's own verifier has none of them.</summary>
    public static IEnumerable<string> Words => Cases.Select(one => one.Word);

    private static readonly IReadOnlyList<Case<RewardSourceSpec>> Cases =
    [
        Case("exact_match", "1 where the answer, its ends trimmed, is the example's field", [Right, IgnoreCase],
            values => new ExactMatchSpec(values.Get(Weight), values.Get(Right), values.Get(IgnoreCase))),
        Case("regex", "1 where a pattern is found in the answer", [Pattern],
            values => new RegexSpec(values.Get(Weight), values.Get(Pattern))),
        Case("number", "1 where the last number of the answer is the example's", [Right, Tolerance],
            values => new NumberSpec(values.Get(Weight), values.Get(Right), values.Get(Tolerance))),
        Case("arithmetic", "1 where the answer is an arithmetic expression with the value of the example's field", [Right],
            values => new ArithmeticSpec(values.Get(Weight), values.Get(Right))),
        Case("json_schema", "1 where the answer is JSON that a schema accepts", [SchemaField, SchemaFile],
            values => new JsonSchemaSpec(
                values.Get(Weight), values.Given(SchemaFile) ? null : values.Get(SchemaField, "schema"), values.Find(SchemaFile)),
            OneSchema),
        Case("sql", "1 where the answer is a query with the rows of the example's, on the example's SQLite database",
            [Database, Query, QuerySeconds],
            values => new SqlSpec(values.Get(Weight), values.Get(Database), values.Get(Query), values.Get(QuerySeconds))),
        Case("csharp", "The share of the example's tests that the answer, a piece of C#, passes in a process of its own",
            [Tests, ProcessSeconds, Memory],
            values => new CSharpSpec(values.Get(Weight), values.Get(Tests), values.Get(ProcessSeconds), values.Get(Memory))),
        Case("reward_model", "The score of a reward model", [From],
            values => new RewardModelSpec(values.Get(Weight), values.Get(From))),
    ];

    /// <summary>Any of them, several together.</summary>
    public static readonly ListKind<RewardSourceSpec> Rewards = new(
        new ChoiceKind<RewardSourceSpec>("a reward", Cases, new OwnVerifiers(Weight)), "rewards", least: 1);

    private static Case<RewardSourceSpec> Case(
        string word, string doc, IReadOnlyList<Setting> own, Func<Values, RewardSourceSpec> bind, Action<Values, Reading>? check = null) =>
        new(word, new($"reward.{word}", word, doc, [.. own, Weight], bind, check));

    private static Setting<double> Seconds(string otherwise, string doc) =>
        Setting.Default("seconds", new NumberKind(new(0, 3600, MinOpen: true)), otherwise, doc).Known("timeout");

    private static void OneSchema(Values values, Reading reading)
    {
        if (values.Given(SchemaField) && values.Given(SchemaFile))
            reading.Report(Rules.WrongType, values.At(SchemaFile), "json_schema takes one of field, file, not two");
    }
}
