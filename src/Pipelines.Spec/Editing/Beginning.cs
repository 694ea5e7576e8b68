using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Editing;

/// <summary>What a file begins with: a stage that makes a model's checkpoint out of no other, and the model.</summary>
/// <param name="Stage">the stage's name and settings</param>
/// <param name="Model">the model's name and settings</param>
internal sealed record Beginning(YamlEntry Stage, YamlEntry Model)
{
    private static readonly string[] Kinds = ["pretrain", "import"];

    /// <summary>Finds it in a file.</summary>
    /// <param name="file">the file's own settings, without those that it extends</param>
    /// <param name="path">the file, for what is said of it</param>
    /// <param name="model">which model, where there are several</param>
    /// <exception cref="EditException">there is none, or there are several</exception>
    public static Beginning Of(MappingNode file, string path, string? model)
    {
        var all = Entries(file, "stages").Where(Begins).Select(stage => (Stage: stage, Model: ModelOf(stage)!)).ToList();
        if (all.Count == 0) throw new EditException($"{path} has no stage of its own that pretrains or imports a model");
        var names = all.Select(pair => pair.Model).Distinct().ToList();
        var found = model is null ? all : all.Where(pair => pair.Model == model).ToList();
        if (found.Count == 0)
        {
            throw new EditException(
                $"{path} has no stage that pretrains or imports {Wording.Quote(model!)}; it has some for {Wording.List(names)}");
        }
        if (model is null && names.Count > 1)
        {
            var each = all.Select(pair => $"{pair.Model} (stage {pair.Stage.Key.Text})");
            throw new EditException($"{path} begins with several models: {Wording.List(each)}; --model says which one");
        }
        if (found.Count > 1)
        {
            throw new EditException(
                $"{path} makes the model {found[0].Model} in several stages: {Wording.List(found.Select(pair => pair.Stage.Key.Text))}; "
                + "one of them has to go first");
        }
        return new(Own("stage", found[0].Stage), Own("model", ModelIn(file, path, found[0].Model)));
    }

    private static bool Begins(YamlEntry stage) => Kinds.Contains(KindOf(stage)) && ModelOf(stage) is not null;

    /// <summary>The kind of a stage: what it says, or its name.</summary>
    public static string? KindOf(YamlEntry stage) =>
        stage.Value is not MappingNode map ? null : map.Find("kind") is { } kind ? (kind.Value as ScalarNode)?.Text : stage.Key.Text;

    /// <summary>The names and settings under a section.</summary>
    public static IReadOnlyList<YamlEntry> Entries(MappingNode file, string section) =>
        (file.Find(section)?.Value as MappingNode)?.Entries ?? [];

    private static string? ModelOf(YamlEntry stage) => (((MappingNode)stage.Value).Find("model")?.Value as ScalarNode)?.Text;

    private static YamlEntry ModelIn(MappingNode file, string path, string name) =>
        Entries(file, "models").FirstOrDefault(entry => entry.Key.Text == name && entry.Value is MappingNode)
        ?? throw new EditException($"the settings of the model {name} do not stand in {path}: the file that has them has to be changed");

    /// <summary>An entry whose value stands behind its key, and nowhere else.</summary>
    private static YamlEntry Own(string noun, YamlEntry entry) => entry.Value.At.Start > entry.Key.At.Start
        ? entry
        : throw new EditException(
            $"{entry.Key.At}: the settings of the {noun} {entry.Key.Text} are an alias of others; they have to be written out first");
}
