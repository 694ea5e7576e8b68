using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>What a section's settings were read as.</summary>
/// <param name="slot">the section's own place</param>
/// <param name="meant">settings that misspelt keys probably meant</param>
internal sealed class Values(Slot slot, IReadOnlyList<string?> meant)
{
    private readonly Dictionary<Setting, Cell> cells = [];

    /// <summary>The section's own place; its name is what a model or stage is called.</summary>
    public Slot Slot { get; } = slot;

    /// <summary>Whether every setting has a value.</summary>
    public bool AllValid => cells.Values.All(cell => cell.Valid);

    /// <summary>Whether the file gives this setting under a misspelt key, so that it need not be said to be missing.</summary>
    public bool Meant(Setting setting) => meant.Contains(setting.Key);

    /// <summary>Whether the file gives this setting.</summary>
    public bool Given(Setting setting) => cells[setting].Given;

    /// <summary>Whether these settings have values, so that a rule about them can be looked at.</summary>
    public bool Valid(params Setting[] settings) => settings.All(setting => cells[setting].Valid);

    /// <summary>The place of a setting's value; the section's name when the file does not give it.</summary>
    public SourcePosition At(Setting setting) => cells[setting].At;

    /// <summary>What the file writes for a setting, or null when it does not give it.</summary>
    public YamlNode? Node(Setting setting) => cells[setting].Node;

    /// <summary>A setting's value.</summary>
    public T Get<T>(Setting<T> setting) => (T)cells[setting].Value!;

    /// <summary>A setting's value, or <paramref name="otherwise"/> when the file does not give it.</summary>
    public T Get<T>(Setting<T> setting, T otherwise) => cells[setting].Value is T value ? value : otherwise;

    /// <summary>A setting's value, or null when the file does not give it.</summary>
    public T? Find<T>(Setting<T> setting) where T : class => cells[setting].Value as T;

    /// <summary>The value of a setting whose type is not known here.</summary>
    public object? Value(Setting setting) => cells[setting].Value;

    /// <summary>What the rules between settings made of them, for the record to be made of it.</summary>
    public object? Kept { get; private set; }

    /// <summary>Keeps what the rules between settings made of them.</summary>
    public void Keep(object made) => Kept = made;

    internal void Set(Setting setting, Cell cell) => cells[setting] = cell;

    /// <summary>What one setting was read as.</summary>
    /// <param name="Given">whether the file gives it</param>
    /// <param name="Valid">whether it could be read, or need not be given</param>
    /// <param name="Value">the value, or null</param>
    /// <param name="At">where the value stands</param>
    /// <param name="Node">what the file writes, or null</param>
    internal readonly record struct Cell(bool Given, bool Valid, object? Value, SourcePosition At, YamlNode? Node = null);
}
