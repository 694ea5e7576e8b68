using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>One setting: its key, what it may be, what it is when it is not given, and what it is for.</summary>
internal abstract class Setting(string key, ValueKind kind, string doc)
{
    /// <summary>The word before the colon.</summary>
    public string Key { get; } = key;

    /// <summary>What its value may be.</summary>
    public ValueKind Kind { get; } = kind;

    /// <summary>What it is for: one sentence without its full stop.</summary>
    public string Doc { get; } = doc;

    /// <summary>Its default as YAML, or null when it has none.</summary>
    public YamlNode? DefaultNode { get; private protected init; }

    /// <summary>Its default as the reference shows it: YAML, or the words of where it comes from; null when it must be given.</summary>
    public string? DefaultText { get; private protected init; }

    /// <summary>What other programs call it: a file that does is told what it is called here.</summary>
    public IReadOnlyList<string> Aliases { get; private protected set; } = [];

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired => DefaultText is null;

    /// <summary>A setting that must be given.</summary>
    public static Setting<T> Required<T>(string key, ValueKind<T> kind, string doc) => new(key, kind, doc);

    /// <summary>A setting with a default, written as a person would.</summary>
    public static Setting<T> Default<T>(string key, ValueKind<T> kind, string yaml, string doc) => new(key, kind, doc, yaml);

    /// <summary>A setting whose default follows from others; <paramref name="otherwise"/> says how. Null stands for not given.</summary>
    public static Setting<T> Derived<T>(string key, ValueKind<T> kind, string otherwise, string doc) =>
        new(key, kind, doc, otherwise, derived: true);

    /// <summary>Reads a value, or the default for a null node.</summary>
    public abstract Values.Cell Read(YamlNode? node, Slot slot, Reading reading);
}

/// <summary>A setting whose value becomes a <typeparamref name="T"/>.</summary>
internal sealed class Setting<T> : Setting
{
    private readonly ValueKind<T> kind;

    internal Setting(string key, ValueKind<T> kind, string doc) : base(key, kind, doc) => this.kind = kind;

    internal Setting(string key, ValueKind<T> kind, string doc, string otherwise, bool derived = false) : base(key, kind, doc)
    {
        this.kind = kind;
        DefaultText = otherwise;
        if (!derived) DefaultNode = YamlTree.Read($"default of {key}", otherwise, []);
    }

    /// <summary>This setting, known by what other programs call it.</summary>
    public Setting<T> Known(params string[] aliases)
    {
        Aliases = aliases;
        return this;
    }

    /// <inheritdoc/>
    public override Values.Cell Read(YamlNode? node, Slot slot, Reading reading)
    {
        if (node is ScalarNode { IsNull: true } && !IsRequired && DefaultNode is null) node = null;
        if ((node ?? DefaultNode) is not { } written) return new(Given: false, Valid: !IsRequired, Value: null, slot.At);
        var valid = kind.TryRead(written, slot, reading, out var value);
        return new(node is not null, valid, value, node is null ? slot.At : node.At, node);
    }
}
