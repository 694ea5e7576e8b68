using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Tests;

/// <summary>Fine-tuning on conversations, from rows of a file to a checkpoint that knows how to chat.</summary>
[Collection(nameof(Tensors))]
public sealed class TunedCheckpoints : IDisposable
{
    private readonly Project project = new();

    public TunedCheckpoints() => project.WriteChats(more: "{\"messages\":[]}\n");

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_checkpoint_holds_the_template_and_the_next_stage_takes_it_from_there()
    {
        var outcome = await project.RunAsync(new ChatsPipeline(), "again");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("1 rows rejected, such as");
        outcome.Out.ShouldContain("perplexity");
        var folders = Directory.GetFiles(project.Workspace.Artifacts, "chat_template.jinja", SearchOption.AllDirectories).Select(Path.GetDirectoryName).ToList();
        folders.Count.ShouldBe(2);
        foreach (var folder in folders)
        {
            var chat = ChatFormat.Load(folder!).ShouldNotBeNull();
            chat.Tokenizer.Decode(chat.EncodePrompt([new("user", "Hi")])).ShouldBe("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
        }
    }

    [Fact]
    public async Task A_stage_without_any_template_says_what_to_do()
    {
        var outcome = await project.RunAsync(new ChatsPipeline(), "sft", "--set", "stages.sft.template=missing.jinja");
        (outcome.Code, outcome.Error).ShouldBe((1, outcome.Error));
        outcome.Error.ShouldContain("missing.jinja");
    }

    [Fact]
    public async Task A_preview_shows_what_the_stage_learns()
    {
        var early = await project.RunAsync(new ChatsPipeline(), "preview", "sft");
        early.Code.ShouldBe(1);
        early.Error.ShouldContain("stage 'tokenizer' are needed, which has not run: dotnet run -- tokenizer");

        (await project.RunAsync(new ChatsPipeline(), "tokenizer")).Code.ShouldBe(0);
        var shown = await project.RunAsync(new ChatsPipeline(), "preview", "sft", "--count", "1");
        shown.Code.ShouldBe(0, shown.Error);
        shown.Out.ShouldContain("<|im_start|>assistant\n⟦");
        shown.Out.ShouldContain("packed: ");
        (await project.RunAsync(new ChatsPipeline(), "preview", "again")).Out.ShouldNotContain("packed: ");

        var wrong = await project.RunAsync(new ChatsPipeline(), "preview", "pretrain");
        (wrong.Code, wrong.Error).ShouldBe((2, "error: stage 'pretrain' is of kind pretrain, which does not learn from examples\n"));
    }
}
