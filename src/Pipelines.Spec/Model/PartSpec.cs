namespace Pipelines.Spec;

/// <summary>A part of a model that settings describe: a mixer, a feed-forward, a position.</summary>
public abstract record PartSpec
{
    /// <summary>Its word in YAML: <c>attention</c>.</summary>
    public abstract string Word { get; }

    /// <summary>All that it is made of, under the keys that YAML gives it; nested keys are dotted: <c>rope.theta</c>.</summary>
    public abstract IEnumerable<PartSetting> Settings { get; }

    /// <summary>What of it emitted code depends on beside its kind: <c>rope</c>, <c>window</c>, <c>bias</c>.</summary>
    protected virtual IEnumerable<string> Features => [];

    /// <summary>What of it emitted code depends on: <c>attention(rope, qkv bias)</c>.</summary>
    public string Structure
    {
        get
        {
            var features = string.Join(", ", Features);
            return features.Length == 0 ? Word : $"{Word}({features})";
        }
    }
}

/// <summary>One setting of a part.</summary>
/// <param name="Key">its key in YAML</param>
/// <param name="Value">a number, a flag, a word, a list of numbers, or null where it is left out</param>
public readonly record struct PartSetting(string Key, object? Value);
