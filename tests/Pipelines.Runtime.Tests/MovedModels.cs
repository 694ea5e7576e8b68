using Pipelines.Formats.Safetensors;
using Pipelines.Models;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Tests;

/// <summary>The stages that take a model from a folder, and write one.</summary>
[Collection(nameof(Tensors))]
public sealed class MovedModels : IDisposable
{
    private const string Model = """{ family: llama, vocab: 300, dim: 32, layers: 2, heads: 2, kv_heads: 1, context: 64 }""";

    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_model_goes_from_folder_to_folder_as_it_is()
    {
        WriteFolder(Model);
        var outcome = await project.RunAsync(new MovedPipeline());
        outcome.Error.ShouldBeEmpty();
        outcome.Code.ShouldBe(0);

        var written = Path.Combine(project.Folder, "out", "written");
        File.Exists(Path.Combine(written, "model.safetensors.index.json")).ShouldBeTrue();
        File.ReadAllText(Path.Combine(written, "chat_template.jinja")).ShouldBe("{{ messages }}");
        Tensors(written).ShouldBe(Tensors(Path.Combine(project.Folder, "given")));
        var (given, exported) = (HuggingFaceFolder.Open(Path.Combine(project.Folder, "given")), HuggingFaceFolder.Open(written));
        exported.Model.Architecture.ShouldBe(given.Model.Architecture);
    }

    [Fact]
    public async Task A_checkpoint_says_by_itself_what_it_holds()
    {
        WriteFolder(Model);
        (await project.RunAsync(new MovedPipeline(), "import")).Code.ShouldBe(0);
        var checkpoint = Directory.GetDirectories(project.Workspace.Artifacts).Single();
        var folder = ModelFolder.Open(checkpoint);
        (folder.Model.Name, folder.Model.Family).ShouldBe(("moved-lm", Family.Llama));
        (folder.Model.Architecture.Dim, folder.Model.Vocab.Size).ShouldBe((32, 300));
        using var model = folder.LoadModel();
        model.Shape.Layers.ShouldBe(2);
    }

    [Fact]
    public async Task A_folder_with_another_model_is_refused()
    {
        WriteFolder(Model.Replace("kv_heads: 1", "kv_heads: 2"));
        var outcome = await project.RunAsync(new MovedPipeline(), "import");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("does not hold the model 'moved-lm': layer 0: kv_heads is 1 instead of 2");
    }

    [Fact]
    public async Task A_GGUF_file_stands_for_a_folder()
    {
        WriteFolder(Model);
        var given = Path.Combine(project.Folder, "given");
        using (var folder = ModelFolder.Open(given))
        using (var model = folder.LoadModel())
        {
            File.Delete(Path.Combine(given, "chat_template.jinja"));
            GgufModel.Write(Path.Combine(project.Folder, "file"), model, folder.Model, folder.LoadText(), QuantizationType.F32);
        }
        var before = Tensors(given);
        Directory.Delete(given, recursive: true);
        File.Move(Path.Combine(project.Folder, "file"), given);

        var outcome = await project.RunAsync(new MovedPipeline());
        outcome.Error.ShouldBeEmpty();
        Tensors(Path.Combine(project.Folder, "out", "written")).ShouldBe(before);
        (await project.RunAsync(new MovedPipeline(), "import")).Out.ShouldContain("is done");
    }

    [Fact]
    public async Task A_folder_that_has_changed_is_imported_again()
    {
        WriteFolder(Model);
        await project.RunAsync(new MovedPipeline(), "import");
        (await project.RunAsync(new MovedPipeline(), "import")).Out.ShouldContain("is done");
        WriteFolder(Model, seed: 2);
        (await project.RunAsync(new MovedPipeline(), "import")).Out.ShouldNotContain("is done");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var outcome = await project.RunAsync(new MovedPipeline(), "import");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain($"{Path.Combine(project.Folder, "given")}, which a stage imports, is not there");
    }

    [Fact]
    public async Task Show_prints_the_tree_of_a_model()
    {
        var outcome = await project.RunAsync(new MovedPipeline(), "show", "moved-lm");
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldContain("0–1 (2 ×)");
        outcome.Out.ShouldContain("self_attn");
        (await project.RunAsync(new MovedPipeline(), "show", "moved-ml")).Error.ShouldContain("did you mean 'moved-lm'?");
    }

    private void WriteFolder(string yaml, long seed = 1)
    {
        var spec = ModelYaml.Read("model.yaml", yaml, "given", new ReadOptions()).Model!;
        TorchSharp.torch.random.manual_seed(seed);
        using var model = ModelBuilder.Build(spec, 300);
        var texts = Directory.GetFiles(Path.Combine(project.Folder, "texts")).Select(File.ReadAllText);
        var tokenizer = BpeTrainer.Train(texts, new BpeTrainerOptions { VocabSize = 300 });
        var folder = Path.Combine(project.Folder, "given");
        HuggingFaceFolder.Write(folder, model, spec, TextFiles.Of(tokenizer));
        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "{{ messages }}");
    }

    private static Dictionary<string, string> Tensors(string folder)
    {
        using var file = SafetensorsCheckpoint.Open(folder);
        return file.Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToDictionary(
            tensor => tensor.Name,
            tensor => $"{tensor.Type} [{string.Join(", ", tensor.Shape)}] {Convert.ToHexString(file.Bytes(tensor, 0, (int)tensor.ByteCount))}");
    }
}
