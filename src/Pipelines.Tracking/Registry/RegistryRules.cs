using System.Buffers;
using System.Text.RegularExpressions;

namespace Pipelines.Tracking;

/// <summary>
/// The names that MLflow accepts of registered models and aliases (<c>mlflow/utils/validation.py</c>), kept here too so that every model
/// can be registered on a server later.
/// </summary>
public static partial class RegistryRules
{
    /// <summary>Most characters of a registered model's name.</summary>
    public const int NameLength = 250;

    /// <summary>Most characters of an alias.</summary>
    public const int AliasLength = 255;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. ");

    /// <summary>Whether a registered model may have this name.</summary>
    /// <returns>null, or why it may not</returns>
    public static string? ProblemOfName(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) return "the name of a registered model is empty";
        if (name.Length > NameLength) return $"the name of a registered model has {name.Length} characters; at most {NameLength} are allowed";
        var odd = name.AsSpan().IndexOfAnyExcept(NameCharacters);
        return odd < 0 ? null : $"a registered model's name '{name}' has '{name[odd]}'; letters, digits, '_', '-', '.' and spaces are allowed";
    }

    /// <summary>Whether a version may be called so.</summary>
    /// <returns>null, or why it may not</returns>
    public static string? ProblemOfAlias(string alias)
    {
        if (alias.Length is 0 or > AliasLength) return $"an alias has {alias.Length} characters; from 1 to {AliasLength} are allowed";
        if (!Alias().IsMatch(alias)) return $"the alias '{alias}' has more than letters, digits, '_' and '-'";
        return alias == ModelUri.Latest || Version().IsMatch(alias)
            ? $"'{alias}' would be taken for a version: give the alias another name, such as champion"
            : null;
    }

    /// <summary>Throws when a registered model may not have this name.</summary>
    /// <exception cref="TrackingException">it may not</exception>
    public static void CheckName(string name)
    {
        if (ProblemOfName(name) is { } problem) throw new TrackingException(problem);
    }

    /// <summary>Throws when a version may not be called so.</summary>
    /// <exception cref="TrackingException">it may not</exception>
    public static void CheckAlias(string alias)
    {
        if (ProblemOfAlias(alias) is { } problem) throw new TrackingException(problem);
    }

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Alias();

    [GeneratedRegex("^([vV]?[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
