using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>A rule of a schema.</summary>
/// <param name="value">what is looked at</param>
/// <param name="place">the JSON Pointer to it, RFC 6901</param>
/// <param name="visit">counts the steps</param>
/// <returns>where and why the value breaks the rule, or null</returns>
internal delegate string? SchemaRule(JsonElement value, string place, SchemaVisit visit);

/// <summary>A schema, or a schema within one: rules that a value must keep, all of them.</summary>
internal sealed class SchemaNode
{
    private readonly List<SchemaRule> rules = [];

    /// <summary>Adds a rule; done by who reads the schema, before any value is looked at.</summary>
    public void Add(SchemaRule rule) => rules.Add(rule);

    /// <summary>Where and why <paramref name="value"/> breaks the first rule that it breaks, or null.</summary>
    public string? Misfit(JsonElement value, string place, SchemaVisit visit)
    {
        visit.Enter();
        foreach (var rule in rules)
        {
            if (rule(value, place, visit) is not { } misfit) continue;
            visit.Leave();
            return misfit;
        }
        visit.Leave();
        return null;
    }

    /// <summary>Whether <paramref name="value"/> keeps all rules.</summary>
    public bool Accepts(JsonElement value, string place, SchemaVisit visit) => Misfit(value, place, visit) is null;
}

/// <summary>The steps of looking at one value: bounded, for schemas that refer to themselves can take exponentially many.</summary>
internal sealed class SchemaVisit(CancellationToken cancellation)
{
    private const int MostSteps = 200_000;
    private const int MostDepth = 1000;

    private int steps;
    private int depth;

    public void Enter()
    {
        if (++depth > MostDepth) throw new VerifierException("the schema refers to itself without coming to an end");
        if (++steps > MostSteps) throw new VerifierException($"the schema takes more than {MostSteps} steps on this answer");
        if (steps % 1024 == 0) cancellation.ThrowIfCancellationRequested();
    }

    public void Leave() => depth--;
}
