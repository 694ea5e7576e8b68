using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>
/// A model by itself as YAML: what stands under its name in <c>models:</c>. It is what a checkpoint carries beside its weights, and what
/// an imported model becomes.
/// </summary>
public static class ModelYaml
{
    private const string NameKey = "name";

    /// <summary>
    /// <paramref name="model"/> as settings that read back to it: its family and what differs from the preset, or the list of its blocks.
    /// A vocabulary that a stage makes is written as its size.
    /// </summary>
    /// <exception cref="NotSupportedException">no settings give this architecture, under its family or without one</exception>
    public static string Of(ModelSpec model)
    {
        var numbered = model with { Vocab = new(model.Vocab.Size, Stage: null) };
        var written = Families.Find(model.Family) is { } family ? ModelTree.Of(numbered, family) : ModelTree.Composed(numbered);
        if (!IsRead(written, numbered))
            throw new NotSupportedException($"no settings of {Title(model.Family)} give the architecture of {model.Name}");
        return YamlWriter.Write(YamlPruning.Least(written, tree => IsRead(tree, numbered)));
    }

    /// <summary>The same with the model's name before it, for a file that stands by itself.</summary>
    /// <exception cref="NotSupportedException">no settings give this architecture, under its family or without one</exception>
    public static string Named(ModelSpec model) => $"{NameKey}: {model.Name}\n{Of(model)}";

    /// <summary>Reads what <see cref="Of"/> or <see cref="Named"/> has written, or a person.</summary>
    /// <param name="path">the file, for what is said of it</param>
    /// <param name="text">its text</param>
    /// <param name="name">what the model is called where the text does not say</param>
    /// <param name="options">the blocks that it may name; no file is extended and no variable filled in</param>
    /// <returns>the model, or null, and everything that is wrong with it</returns>
    public static ModelReadResult Read(string path, string text, string name, ReadOptions options)
    {
        var diagnostics = new List<SpecDiagnostic>();
        if (YamlTree.Read(path, text, diagnostics) is not { } node) return new(null, new(diagnostics));
        if (node is MappingNode map && map.Find(NameKey) is { Value: ScalarNode { IsNull: false } own } named)
        {
            name = own.Text;
            node = new MappingNode(map.Entries.Where(entry => entry != named).ToList(), map.At);
        }
        var reading = NewReading(options.Blocks);
        var slot = new Slot($"models.{name}", name, SourcePosition.StartOf(path));
        var read = ModelSettings.Model.TryRead(node, slot, reading, out var model);
        diagnostics.AddRange(reading.Diagnostics);
        return new(read && diagnostics.Count == 0 ? model : null, new(diagnostics.OrderBy(diagnostic => diagnostic.Position.Start)));
    }

    private static bool IsRead(MappingNode tree, ModelSpec model)
    {
        var reading = NewReading(new(OwnBlocksOf(model).Distinct()));
        var slot = new Slot($"models.{model.Name}", model.Name, tree.At);
        return ModelSettings.Model.TryRead(tree, slot, reading, out var read) && reading.Diagnostics.Count == 0 && read == model;
    }

    private static Reading NewReading(EquatableArray<BlockDeclaration> blocks) =>
        new(DefinedNames.Of(MappingNode.Empty(SourcePosition.StartOf(""))), new SourceMap(null)) { Blocks = blocks };

    private static IEnumerable<BlockDeclaration> OwnBlocksOf(ModelSpec model)
    {
        foreach (var block in model.Architecture.Layers.SelectMany(group => group.Blocks))
        {
            if (block.Mixer is OwnMixerSpec mixer) yield return mixer.Block;
            if (block.FeedForward is OwnFeedForwardSpec feedForward) yield return feedForward.Block;
        }
    }

    private static string Title(Family family) => Families.Word(family) is { } word ? $"the family {word}" : "a model without a family";
}

/// <summary>What reading a model by itself gives.</summary>
/// <param name="Model">the model; null when anything is wrong</param>
/// <param name="Diagnostics">everything that is wrong, in the order of the text</param>
public sealed record ModelReadResult(ModelSpec? Model, EquatableArray<SpecDiagnostic> Diagnostics);
