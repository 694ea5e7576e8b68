using Pipelines.Runtime.Artifacts;

namespace Pipelines.Runtime.Repeating;

/// <summary>The files of a run's artifact beside those of its repeat, by the checksums that their descriptions have.</summary>
/// <param name="Equal">files with the same bytes, by name</param>
/// <param name="Different">files that differ or that one of the two lacks, by name</param>
internal sealed record FileComparison(IReadOnlyList<string> Equal, IReadOnlyList<string> Different)
{
    /// <summary>The file that says how long things took beside what they came to, and so is not compared.</summary>
    public const string NotCompared = Report.JsonFile;

    /// <param name="then">the run's artifact; it need not be there any more</param>
    /// <param name="now">the repeat's</param>
    public static FileComparison Of(ArtifactManifest then, ArtifactManifest now)
    {
        var (before, after) = (ByName(then), ByName(now));
        var names = before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .ToLookup(name => before.GetValueOrDefault(name) == after.GetValueOrDefault(name));
        return new([.. names[true]], [.. names[false]]);
    }

    private static Dictionary<string, string> ByName(ArtifactManifest artifact) =>
        artifact.Files.Where(file => file.Name != NotCompared).ToDictionary(file => file.Name, file => file.Sha256);
}
