using System.Globalization;

namespace Pipelines.Families.Tests;

/// <summary>The losses on held-out documentation that the table of <c>docs/families/README.md</c> states.</summary>
internal static class StatedLosses
{
    public static double Of(string family)
    {
        var readme = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Pages", "README.md"));
        var row = readme.Single(line => line.StartsWith($"| [{family}]", StringComparison.Ordinal));
        return double.Parse(row.Split('|')[^2], CultureInfo.InvariantCulture);
    }
}
