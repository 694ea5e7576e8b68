using System.Globalization;
using System.Text;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>
/// The settings of a stage by name, defaults included: what its run records as parameters, and what its fingerprint is made of.
/// A setting that cannot change the artifact (how often to evaluate, say) is recorded only, and changing it runs nothing again.
/// </summary>
public sealed class Settings
{
    private readonly List<Setting> all = [];
    private readonly string prefix;

    /// <summary>No settings yet.</summary>
    public Settings() : this([], "")
    {
    }

    private Settings(List<Setting> all, string prefix) => (this.all, this.prefix) = (all, prefix);

    /// <summary>All of them, in the order in which they were added.</summary>
    public IReadOnlyList<Setting> All => all;

    /// <summary>The same list, seen from under a name: what is added there is called <c>name.key</c>.</summary>
    public Settings Under(string name) => new(all, $"{prefix}{name}.");

    /// <summary>Adds a setting that decides the artifact.</summary>
    public Settings Add(string key, object? value) => Add(key, value, decides: true);

    /// <summary>Adds a setting that only says how the artifact is come by.</summary>
    public Settings AddNeutral(string key, object? value) => Add(key, value, decides: false);

    /// <summary>What the fingerprint is made of: a line for each setting that decides, its value quoted.</summary>
    public string Deciding()
    {
        var text = new StringBuilder();
        foreach (var setting in all.Where(setting => setting.Decides))
            text.Append(setting.Key).Append(" = ").Append(Quoted(setting.Value)).Append('\n');
        return text.ToString();
    }

    private Settings Add(string key, object? value, bool decides)
    {
        all.Add(new Setting(prefix + key, Print(value), decides));
        return this;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    private static string Print(object? value) => value switch
    {
        null => "none",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number and not Enum => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<double> numbers => $"[{string.Join(", ", numbers.Select(number => Print(number)))}]",
        IEnumerable<string> texts => $"[{string.Join(", ", texts.Select(Quoted))}]",
        _ => value.ToString()!.ToLowerInvariant(),
    };
}

/// <summary>A setting with its value as text.</summary>
/// <param name="Key">dotted, as in the file: <c>optimizer.adamw.lr</c></param>
/// <param name="Value">as the file would have it</param>
/// <param name="Decides">whether it decides the artifact</param>
public readonly record struct Setting(string Key, string Value, bool Decides);
