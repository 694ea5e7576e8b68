namespace Pipelines.Spec;

/// <summary>Something that gives an answer a reward: a verifier, or a reward model.</summary>
/// <param name="Weight">its share in the sum</param>
public abstract record RewardSourceSpec(double Weight)
{
    /// <summary>The words that <c>rewards:</c> takes beside those of verifiers of the project's own.</summary>
    public static IReadOnlyList<string> Words { get; } = RewardSourceSettings.Words.ToList();

    /// <summary>The word that <c>rewards:</c> takes.</summary>
    public abstract string Kind { get; }

    /// <summary>The fields that an example must have for an answer to it to be judged.</summary>
    public virtual IEnumerable<string> Fields => [];
}

/// <summary>1 where the answer, its ends trimmed, is the example's field.</summary>
/// <param name="Field">the example's field with what is right</param>
/// <param name="IgnoreCase">whether upper and lower case are equal</param>
public sealed record ExactMatchSpec(double Weight, string Field, bool IgnoreCase) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => "exact_match";

    /// <inheritdoc/>
    public override IEnumerable<string> Fields => [Field];
}

/// <summary>1 where a pattern is found in the answer.</summary>
/// <param name="Pattern">a .NET regular expression without backtracking</param>
public sealed record RegexSpec(double Weight, string Pattern) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => "regex";
}

/// <summary>1 where the last number of the answer is the example's.</summary>
/// <param name="Field">the example's field with what is right</param>
/// <param name="Tolerance">how far it may be from it</param>
public sealed record NumberSpec(double Weight, string Field, double Tolerance) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => "number";

    /// <inheritdoc/>
    public override IEnumerable<string> Fields => [Field];
}

/// <summary>1 where the answer is an arithmetic expression with the value of the example's field.</summary>
/// <param name="Field">the example's field with what is right, itself an expression</param>
public sealed record ArithmeticSpec(double Weight, string Field) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => "arithmetic";

    /// <inheritdoc/>
    public override IEnumerable<string> Fields => [Field];
}

/// <summary>1 where the answer is JSON that a schema accepts.</summary>
/// <param name="Field">the example's field with the schema; null when <paramref name="File"/> gives it</param>
/// <param name="File">a file with the schema, relative to the pipeline file; null when the example gives it</param>
public sealed record JsonSchemaSpec(double Weight, string? Field, string? File) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => "json_schema";

    /// <inheritdoc/>
    public override IEnumerable<string> Fields => Field is null ? [] : [Field];
}

/// <summary>1 where the answer is a query that gives the same rows as the example's on the example's database.</summary>
/// <param name="Database">the example's field with the statements that make the database</param>
/// <param name="Query">the example's field with the query that is right</param>
/// <param name="Seconds">most time that a query may take</param>
public sealed record SqlSpec(double Weight, string Database, string Query, double Seconds) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => "sql";

    /// <inheritdoc/>
    public override IEnumerable<string> Fields => [Database, Query];
}

/// <summary>The share of the example's tests that the answer, a piece of C#, passes in a process of its own.</summary>
/// <param name="Field">the example's field with the tests</param>
/// <param name="Seconds">most time of the process</param>
/// <param name="Memory">most bytes of the process</param>
public sealed record CSharpSpec(double Weight, string Field, double Seconds, long Memory) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => "csharp";

    /// <inheritdoc/>
    public override IEnumerable<string> Fields => [Field];
}

/// <summary>A class of the project's own with <c>[Verifier("…")]</c>.</summary>
/// <param name="Name">the name that its attribute gives</param>
public sealed record OwnVerifierSpec(double Weight, string Name) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => Name;
}

/// <summary>The score of a reward model.</summary>
/// <param name="From">the stage that makes it</param>
public sealed record RewardModelSpec(double Weight, string From) : RewardSourceSpec(Weight)
{
    /// <inheritdoc/>
    public override string Kind => "reward_model";
}
