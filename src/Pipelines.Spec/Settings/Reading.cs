using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>One reading of a file: what it defines, what it refers to, and what is wrong with it.</summary>
/// <param name="names">what references may name</param>
/// <param name="positions">where each setting stands</param>
internal sealed class Reading(DefinedNames names, SourceMap positions)
{
    private readonly List<SpecDiagnostic> diagnostics = [];
    private readonly HashSet<SpecDiagnostic> said = [];
    private readonly List<StageReference> references = [];

    /// <summary>What the file defines.</summary>
    public DefinedNames Names { get; } = names;

    /// <summary>Where each setting stands.</summary>
    public SourceMap Positions { get; } = positions;

    /// <summary>The blocks of the user's own.</summary>
    public EquatableArray<BlockDeclaration> Blocks { get; init; }

    /// <summary>The verifiers of the user's own.</summary>
    public EquatableArray<string> Verifiers { get; init; }

    /// <summary>Everything wrong so far.</summary>
    public IReadOnlyList<SpecDiagnostic> Diagnostics => diagnostics;

    /// <summary>Every reference from a stage to a stage, there or not.</summary>
    public IReadOnlyList<StageReference> References => references;

    /// <summary>
    /// Says that a rule is broken; false, so that a reader can return it. What several blocks inherit is read with each of them, and
    /// what is wrong with it is said once.
    /// </summary>
    public bool Report(Rule rule, SourcePosition at, string message)
    {
        var diagnostic = rule.At(at, message);
        if (said.Add(diagnostic)) diagnostics.Add(diagnostic);
        return false;
    }

    /// <summary>Says that a slot holds what it cannot hold.</summary>
    public bool WrongType(Slot slot, YamlNode node, string expected) => node is ScalarNode { IsNull: true }
        ? Report(Rules.WrongType, slot.At, $"{slot.Name} has no value; expected {expected}")
        : Report(Rules.WrongType, node.At, $"{slot.Name} is {node.Found}; expected {expected}");

    /// <summary>Says that a word is not among the choices, and which of them was meant.</summary>
    public bool UnknownWord(Slot slot, ScalarNode scalar, IEnumerable<string> choices)
    {
        var words = choices.ToList();
        var hint = Nearest.To(scalar.Text, words) is { } near ? $"; did you mean '{near}'?" : "";
        return Report(Rules.UnknownWord, scalar.At, $"{slot.Name} is {scalar.Found}; expected {Wording.OneOf(words)}{hint}");
    }

    /// <summary>Remembers that <paramref name="slot"/> names the stage <paramref name="target"/>.</summary>
    public void Refer(Slot slot, string target, SourcePosition at) => references.Add(new(slot.Path, target, at));
}

/// <summary>A setting that names a stage.</summary>
/// <param name="From">the setting's path</param>
/// <param name="To">the stage that it names</param>
/// <param name="At">where the name stands</param>
internal sealed record StageReference(string From, string To, SourcePosition At);
