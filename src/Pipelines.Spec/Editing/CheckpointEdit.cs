using Pipelines.Spec.Editing;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>
/// Puts a checkpoint in the place of what a pipeline file begins with: the settings of its model become the checkpoint's, and the stage
/// that pretrains or imports it becomes one that imports the checkpoint.
/// </summary>
public static class CheckpointEdit
{
    /// <summary>
    /// Changes <paramref name="text"/>. Names stay, and so does every character outside of the two; but a tokenizer stage that only the old
    /// model read goes, too, since it would run for nothing.
    /// </summary>
    /// <param name="path">the file, for what is said of it</param>
    /// <param name="text">its text</param>
    /// <param name="checkpoint">the checkpoint's model</param>
    /// <param name="folder">where the checkpoint lies, relative to the file</param>
    /// <param name="model">the name of the model to replace; null where the file begins with one alone</param>
    /// <param name="options">what a reader of the file may look at</param>
    /// <exception cref="EditException">
    /// there is no such model, there are several, it stands in another file, or the file would have an error that it does not have now
    /// </exception>
    /// <exception cref="NotSupportedException">no settings give the checkpoint's architecture</exception>
    public static EditedFile Apply(string path, string text, ModelSpec checkpoint, string folder, string? model, ReadOptions options)
    {
        var mark = text.StartsWith("\ufeff", StringComparison.Ordinal) ? text.Substring(0, 1) : "";
        text = text.Substring(mark.Length);
        var beginning = Beginning.Of(Tree(path, text), path, model);
        var name = beginning.Model.Key.Text;

        var (settings, import) = ((MappingNode)Parse(ModelYaml.Of(checkpoint)), Import(name, folder));
        var edited = beginning.Stage.Key.At.Start > beginning.Model.Key.At.Start
            ? YamlEdit.Replace(YamlEdit.Replace(text, beginning.Stage, import), beginning.Model, settings)
            : YamlEdit.Replace(YamlEdit.Replace(text, beginning.Model, settings), beginning.Stage, import);
        var read = Check(path, text, edited, options);
        if (read.Spec?.Models.FirstOrDefault(other => other.Name == name) is { } now && now.Architecture != checkpoint.Architecture)
            throw new EditException($"the files that {path} extends say more of the model {name}: it would not be the checkpoint's");

        var tokenizer = UnreadTokenizer(edited, path, ((MappingNode)beginning.Model.Value).Find("vocab")?.Value as ScalarNode);
        if (tokenizer is not null && YamlEdit.Remove(edited, tokenizer) is { } shorter
            && Errors(path, shorter, options) == Errors(path, edited, options))
            return new(mark + shorter, name, beginning.Stage.Key.Text, tokenizer.Key.Text);
        return new(mark + edited, name, beginning.Stage.Key.Text, RemovedTokenizer: null);
    }

    private static MappingNode Import(string model, string folder)
    {
        var nowhere = SourcePosition.StartOf("");
        ScalarNode Word(string word, bool quoted = false) => new(word, quoted, nowhere);
        return new(
            [new(Word("kind"), Word("import")), new(Word("model"), Word(model)), new(Word("folder"), Word(folder, quoted: true))], nowhere);
    }

    /// <summary>Refuses what is wrong with the edited text and was not with the one before.</summary>
    private static ReadResult Check(string path, string text, string edited, ReadOptions options)
    {
        var before = Errors(path, text, options);
        var read = PipelineReader.Read(path, edited, options);
        var added = read.Diagnostics.Where(diagnostic => diagnostic.Level == DiagnosticLevel.Error)
            .Where(error => !before.Contains((error.Id, error.Message))).ToList();
        if (added.Count == 0) return read;
        throw new EditException(
            $"with this checkpoint {path} would be wrong, and is left as it is:\n"
            + string.Join("\n", added.Select(error => $"  {error.Id}: {error.Message}")));
    }

    private static EquatableArray<(string Id, string Message)> Errors(string path, string text, ReadOptions options) => new(
        PipelineReader.Read(path, text, options).Diagnostics
            .Where(diagnostic => diagnostic.Level == DiagnosticLevel.Error).Select(error => (error.Id, error.Message)));

    /// <summary>The tokenizer stage of a name, where no other value of the file is that name.</summary>
    private static YamlEntry? UnreadTokenizer(string text, string path, ScalarNode? name)
    {
        if (name is null) return null;
        var file = Tree(path, text);
        var stage = Beginning.Entries(file, "stages")
            .FirstOrDefault(entry => entry.Key.Text == name.Text && Beginning.KindOf(entry) == "bpe");
        return stage is null || Says(file, name.Text, except: stage.Value) ? null : stage;
    }

    private static bool Says(YamlNode node, string word, YamlNode except) => node != except && node switch
    {
        MappingNode map => map.Entries.Any(entry => Says(entry.Value, word, except)),
        SequenceNode list => list.Items.Any(item => Says(item, word, except)),
        _ => ((ScalarNode)node).Text == word,
    };

    private static MappingNode Tree(string path, string text)
    {
        var diagnostics = new List<SpecDiagnostic>();
        return YamlTree.Read(path, text, diagnostics) as MappingNode
            ?? throw new EditException(diagnostics.Count > 0 ? diagnostics[0].ToString() : $"{path} is no pipeline file");
    }

    private static YamlNode Parse(string yaml) => YamlTree.Read("", yaml, [])!;
}

/// <summary>What a change of a pipeline file came to.</summary>
/// <param name="Text">the file's new text</param>
/// <param name="Model">the model that is the checkpoint's now</param>
/// <param name="Stage">the stage that imports it</param>
/// <param name="RemovedTokenizer">the tokenizer stage that went, since nothing reads it any more; null where none did</param>
public sealed record EditedFile(string Text, string Model, string Stage, string? RemovedTokenizer);
