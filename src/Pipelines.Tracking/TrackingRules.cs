using System.Buffers;

namespace Pipelines.Tracking;

/// <summary>The names and sizes that MLflow accepts, kept here too so that every run can be pushed to a server later.</summary>
public static class TrackingRules
{
    /// <summary>Most characters of a key.</summary>
    public const int KeyLength = 250;

    /// <summary>Most characters of a parameter's value; longer ones are cut.</summary>
    public const int ParamLength = 6000;

    /// <summary>Most characters of a tag's value; longer ones are cut.</summary>
    public const int TagLength = 5000;

    /// <summary>Most characters of an experiment's name.</summary>
    public const int ExperimentLength = 500;

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/-. ");

    /// <summary>Whether <paramref name="key"/> may name a parameter, metric or tag.</summary>
    /// <returns>null, or why it may not</returns>
    public static string? Problem(string key)
    {
        if (key.Length == 0) return "a key is empty";
        if (key.Length > KeyLength) return $"key '{key[..40]}…' has {key.Length} characters; at most {KeyLength} are allowed";
        var odd = key.AsSpan().IndexOfAnyExcept(KeyCharacters);
        if (odd >= 0) return $"key '{key}' has '{key[odd]}'; letters, digits, '_', '/', '-', '.' and spaces are allowed";
        if (!IsNormalPath(key)) return $"key '{key}' is not a plain relative path";
        return null;
    }

    /// <summary>Throws when <paramref name="key"/> breaks the rules.</summary>
    /// <exception cref="TrackingException">it does</exception>
    public static void Check(string key)
    {
        if (Problem(key) is { } problem) throw new TrackingException(problem);
    }

    /// <summary>Throws when an experiment may not have this name.</summary>
    /// <exception cref="TrackingException">it may not</exception>
    public static void CheckExperiment(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new TrackingException("an experiment's name is empty");
        if (name.Length > ExperimentLength)
            throw new TrackingException($"an experiment's name has {name.Length} characters; at most {ExperimentLength} are allowed");
    }

    /// <summary>Whether a path stays in its folder and is spelled in one way only: no <c>..</c>, <c>.</c> or <c>//</c>.</summary>
    public static bool IsNormalPath(string path) => path.Split('/').All(part => part is not ("" or "." or ".."));

    internal static string Cut(string value, int length) =>
        value.Length <= length ? value : string.Concat(value.AsSpan(0, length - 1), "…");
}
