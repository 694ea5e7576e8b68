using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>A part of a block whose settings are read: it becomes a record once the width around it is known.</summary>
/// <returns>the record, or null after saying which rule its settings break</returns>
internal delegate T? Draft<out T>(BlockScope scope) where T : PartSpec;

/// <summary>What the parts of a block look at beside their own settings.</summary>
/// <param name="model">what the model says for all blocks</param>
/// <param name="reading">takes what is wrong</param>
internal sealed class BlockScope(Values model, Reading reading)
{
    /// <summary>Width of the residual stream.</summary>
    public int Dim => model.Get(ModelSettings.Dim);

    /// <summary>Where that stands.</summary>
    public SourcePosition DimAt => model.At(ModelSettings.Dim);

    /// <summary>Whether a part gives a setting itself instead of taking the model's.</summary>
    public bool Own(Values part, Setting setting) => part.Given(setting) && part.Node(setting) != model.Node(setting);

    /// <summary>Says that a part lacks a setting.</summary>
    public bool Needs(Values part, Setting setting, string title)
    {
        if (part.Given(setting)) return true;
        if (part.Meant(setting) || model.Meant(setting)) return false;
        var shared = ModelSettings.Has(setting.Key) || ModelSettings.Has(part.Slot.Name);
        var where = shared ? ", there or for the whole model" : "";
        return reading.Report(
            Rules.Missing, part.Slot.At,
            $"'{part.Slot.Name}', {title}, needs '{setting.Key}': {setting.Kind.Wanted(reading.Names)}{where}");
    }

    /// <summary>Says that a rule is broken; false, so that a rule can return it.</summary>
    public bool Report(Rule rule, SourcePosition at, string message) => reading.Report(rule, at, message);
}
