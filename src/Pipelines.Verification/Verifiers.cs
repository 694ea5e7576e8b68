using Pipelines.Spec;

namespace Pipelines.Verification;

/// <summary>Verifiers by their settings.</summary>
public static class Verifiers
{
    /// <summary>The verifier that <paramref name="spec"/> describes.</summary>
    /// <param name="spec">its settings; a reward model is no verifier</param>
    /// <param name="baseDirectory">the folder that files in settings are relative to</param>
    /// <param name="own">makes the project's own verifiers, by the names that their attributes give</param>
    /// <exception cref="VerifierException">the settings make no verifier: an unreadable pattern or schema, an unknown name</exception>
    public static IVerifier Create(
        RewardSourceSpec spec, string baseDirectory, IReadOnlyDictionary<string, Func<IVerifier>> own) => spec switch
        {
            ExactMatchSpec exact => new ExactMatch(exact.Field, exact.IgnoreCase),
            RegexSpec regex => new PatternMatch(regex.Pattern),
            NumberSpec number => new NumberMatch(number.Field, number.Tolerance),
            ArithmeticSpec arithmetic => new ArithmeticMatch(arithmetic.Field),
            JsonSchemaSpec { File: { } file } => JsonSchemaMatch.OfFile(Path.Combine(baseDirectory, file)),
            JsonSchemaSpec { Field: { } field } => JsonSchemaMatch.OfField(field),
            SqlSpec sql => new SqlMatch(sql.Database, sql.Query, sql.Seconds),
            CSharpSpec csharp => new CSharpMatch(csharp.Field, csharp.Seconds, csharp.Memory),
            OwnVerifierSpec mine => Own(mine.Name, own),
            _ => throw new VerifierException($"'{spec.Kind}' is no verifier"),
        };

    /// <summary>Longer than any verifier of these settings takes by its own limits: the limit to judge them with.</summary>
    public static TimeSpan LimitOf(IEnumerable<RewardSourceSpec> specs) => TimeSpan.FromSeconds(specs
        .Select(spec => spec switch
        {
            SqlSpec sql => 2 * (sql.Seconds + SqlMatch.Preparation) + SandboxPool.ToStart,
            CSharpSpec csharp => csharp.Seconds + CSharpMatch.Preparation,
            _ => 10,
        })
        .DefaultIfEmpty(10)
        .Max());

    private static IVerifier Own(string name, IReadOnlyDictionary<string, Func<IVerifier>> own)
    {
        if (own.TryGetValue(name, out var make)) return make();
        var known = own.Count == 0 ? "there is none" : string.Join(", ", own.Keys.Order());
        throw new VerifierException($"no class of this project has [Verifier(\"{name}\")]: {known}");
    }
}
