using System.Globalization;

namespace Pipelines.Tracking;

/// <summary>
/// Names a version of a registered model as MLflow does: <c>models:/assistant/3</c>, <c>models:/assistant@champion</c>, or
/// <c>models:/assistant/latest</c>.
/// </summary>
/// <param name="Model">the model's name</param>
/// <param name="Number">the version's number; null where it is named by alias, or the latest is meant</param>
/// <param name="Alias">an alias; null where there is none</param>
public sealed record ModelUri(string Model, long? Number, string? Alias)
{
    /// <summary>What such names begin with.</summary>
    public const string Scheme = "models:/";

    /// <summary>The word for the version of the greatest number.</summary>
    public const string Latest = "latest";

    /// <summary>Whether a text means to be such a name.</summary>
    public static bool Is(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Reads such a name.</summary>
    /// <exception cref="TrackingException">it is none</exception>
    public static ModelUri Parse(string text)
    {
        var rest = Is(text) ? text[Scheme.Length..] : "";
        var at = rest.IndexOfAny(['/', '@']);
        if (at <= 0 || at == rest.Length - 1) throw Wrong(text);
        var (model, word) = (rest[..at], rest[(at + 1)..]);
        if (RegistryRules.ProblemOfName(model) is { } problem) throw new TrackingException($"'{text}': {problem}");
        if (rest[at] == '@')
            return RegistryRules.ProblemOfAlias(word) is { } odd ? throw new TrackingException($"'{text}': {odd}") : new(model, null, word);
        if (word == Latest) return new(model, null, null);
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? new(model, number, null)
            : throw Wrong(text);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Alias is not null ? $"{Scheme}{Model}@{Alias}" : $"{Scheme}{Model}/{Number?.ToString(CultureInfo.InvariantCulture) ?? Latest}";

    private static TrackingException Wrong(string text) => new(
        $"'{text}' names no version of a registered model; one is named like models:/assistant/3, models:/assistant@champion "
        + "or models:/assistant/latest");
}
