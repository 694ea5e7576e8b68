using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Yaml;

/// <summary>Settings given on the command line: <c>models.docs-lm.dim=256</c>.</summary>
internal static class Overrides
{
    /// <summary>Sections of named things: a setting within one that is not there was meant for another.</summary>
    private static readonly string[] Named = ["data", "models", "stages"];

    /// <summary><paramref name="file"/> with <paramref name="overrides"/> laid over it, later ones last.</summary>
    public static MappingNode Apply(MappingNode file, IReadOnlyList<string> overrides, ValueKind kind, List<SpecDiagnostic> diagnostics)
    {
        foreach (var text in overrides)
            if (Read(text, file, diagnostics) is { } over) file = (MappingNode)Layers.Merge(kind, file, over);
        return file;
    }

    /// <summary>An override as a tree: one key in another.</summary>
    private static MappingNode? Read(string text, MappingNode file, List<SpecDiagnostic> diagnostics)
    {
        var at = SourcePosition.Outside($"--set {text}");
        var equals = text.IndexOf('=');
        var keys = (equals < 0 ? text : text.Substring(0, equals)).Split('.');
        if (equals < 0 || keys.Any(string.IsNullOrWhiteSpace))
        {
            diagnostics.Add(Rules.BadOverride.At(at, $"{Wording.Quote(text)} is not path=value, such as models.docs-lm.dim=256"));
            return null;
        }
        if (keys.Length > YamlLimits.Depth)
        {
            diagnostics.Add(Rules.TooLarge.At(at, $"the path has {keys.Length} parts; {YamlLimits.Depth} are enough for every setting"));
            return null;
        }
        var (section, name) = (keys[0].Trim(), keys.Length > 2 ? keys[1].Trim() : null);
        if (name is not null && Named.Contains(section) && !IsThere(section, name, file, at, diagnostics)) return null;
        if (Value(text.Substring(equals + 1), at, diagnostics) is not { } value) return null;
        foreach (var key in keys.Reverse()) value = new MappingNode([new(new ScalarNode(key.Trim(), quoted: false, at), value)], at);
        return (MappingNode)value;
    }

    private static bool IsThere(string section, string name, MappingNode file, SourcePosition at, List<SpecDiagnostic> diagnostics)
    {
        var names = file.Find(section)?.Value is MappingNode map ? map.Entries.Select(entry => entry.Key.Text).ToList() : [];
        if (names.Contains(name)) return true;
        diagnostics.Add(Rules.MissingReference.At(
            at, $"{Wording.Quote(name)} is not under '{section}:'; {Wording.DidYouMean(name, names, "there is")}"));
        return false;
    }

    private static YamlNode? Value(string text, SourcePosition at, List<SpecDiagnostic> diagnostics)
    {
        if (text.Trim().Length == 0) return new ScalarNode("", quoted: false, at);
        var faults = new List<SpecDiagnostic>();
        var value = YamlTree.Read(at.Path, text, faults);
        diagnostics.AddRange(faults.Select(fault => Rules.BadOverride.At(at, $"the value is not YAML: {fault.Message}")));
        return value?.MovedTo(at);
    }
}
