namespace Pipelines.Tracking.Mlflow;

/// <summary>What a server has not got whole.</summary>
/// <param name="Runs">how many runs</param>
/// <param name="Models">of how many registered models a version or an alias is missing</param>
public readonly record struct MissingOnServer(int Runs, int Models)
{
    /// <summary>Whether there is nothing.</summary>
    public bool IsNone => Runs + Models == 0;

    /// <summary>For people: <c>2 runs and 1 registered model have</c>.</summary>
    public override string ToString()
    {
        string[] parts = [.. Count(Runs, "run"), .. Count(Models, "registered model")];
        return $"{string.Join(" and ", parts)} {(Runs + Models == 1 ? "has" : "have")}";
    }

    private static IEnumerable<string> Count(int count, string noun) =>
        count switch { 0 => [], 1 => [$"1 {noun}"], _ => [$"{count} {noun}s"] };
}
