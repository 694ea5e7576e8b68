using System.Text.RegularExpressions;

namespace Pipelines.Spec;

/// <summary>How registered models are named, which is MLflow's way.</summary>
internal static class RegisteredNames
{
    /// <summary>An alias: nothing that could be taken for a version.</summary>
    public const string Alias = "^" + AliasWord + "$";

    private const string AliasWord = "(?!latest$)(?![vV]?[0-9]+$)[A-Za-z0-9_-]{1,255}";

    private static readonly Regex Version = new(
        "^models:/(?! +[/@])[A-Za-z0-9_. -]{1,250}(/(latest|0*[1-9][0-9]{0,17})|@" + AliasWord + ")\\z",
        RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Whether a text names a version of a registered model: <c>models:/assistant/3</c>, <c>models:/assistant@champion</c>.</summary>
    public static bool IsVersion(string text) => Version.IsMatch(text);
}
