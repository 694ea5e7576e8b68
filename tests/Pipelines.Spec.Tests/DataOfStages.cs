using System.Text.RegularExpressions;

namespace Pipelines.Spec.Tests;

/// <summary>Every setting that names a data source takes the sources that its stage can read, and no other.</summary>
public sealed class DataOfStages
{
    private const string Frame = """
        pipeline: example
        data:
          documents: { source: dotnet-docs }
          conversations: { source: dotnet-docs-qa }
          completions: { source: jsonl, files: some.jsonl, format: completion }
          pairs: { source: dotnet-docs-preferences }
          prompts: { source: sql }
          choices: { source: jsonl, files: some.jsonl, format: choice }
          unsaid: { source: jsonl, files: some.jsonl }
        models:
          small: { family: llama, vocab: words, dim: 96, layers: 2, heads: 6, context: 256 }
        stages:
          words: { kind: bpe, data: documents, vocab: 4096, special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }
          base: { kind: pretrain, model: small, data: documents, tokens: 3M }
          chat: { kind: sft, from: base, data: conversations, template: chatml }
          judge: { kind: reward, from: chat, data: pairs }
        """;

    private const string Answered = "conversations completions pairs prompts choices";

    private const string Asking = "conversations pairs prompts choices";

    private static readonly string[] Sources =
        ["documents", "conversations", "completions", "pairs", "prompts", "choices", "unsaid"];

    /// <summary>A stage with <c>$</c> for the source, and the sources that it reads.</summary>
    public static TheoryData<string, string> Stages => new()
    {
        { "kind: bpe, data: $, vocab: 4096", "documents" },
        { "kind: pretrain, model: small, data: $, tokens: 3M", "documents" },
        { "kind: evaluate, from: chat, data: $", "documents" },
        { "kind: evaluate, from: chat, tasks: [{ answers: { data: $ } }]", Answered },
        { "kind: evaluate, from: chat, tasks: [{ choice: { data: $ } }]", "pairs choices" },
        { "kind: evaluate, from: chat, tasks: [{ verified: { data: $, rewards: [number] } }]", Asking },
        { "kind: evaluate, from: chat, tasks: [{ win_rate: { data: $, reward: judge } }]", Asking },
        { "kind: sft, from: chat, data: $", Answered },
        { "kind: distill, from: chat, teacher: chat, data: $", Answered },
        { "kind: distill, from: chat, teacher: chat, data: $, on_policy: 50%", Asking },
        { "kind: reward, from: chat, data: $", "pairs" },
        { "kind: dpo, from: chat, data: $", "pairs" },
        { "kind: ipo, from: chat, data: $", "pairs" },
        { "kind: simpo, from: chat, data: $", "pairs" },
        { "kind: orpo, from: chat, data: $", "pairs" },
        { "kind: kto, from: chat, data: $", "pairs" },
        { "kind: ppo, from: chat, data: $, rewards: [number], steps: 10", Asking },
        { "kind: grpo, from: chat, data: $, rewards: [number], steps: 10", Asking },
        { "kind: quantize, from: chat, data: $", $"documents {Answered}" },
        { "kind: quantize, from: chat, calibration: { data: $ }", $"documents {Answered}" },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public void Is_of_a_form_that_it_reads(string stage, string readable)
    {
        foreach (var source in Sources)
        {
            var said = Said(stage, source);
            if (source == "unsaid" || readable.Split(' ').Contains(source)) said.ShouldBeEmpty($"{source}: {string.Join("\n", said)}");
            else said.ShouldHaveSingleItem(source).ShouldStartWith($"(17,{12 + stage.IndexOf('$')}): error PIPE0212: 'stage' needs ");
        }
    }

    [Fact]
    public void Is_tried_of_every_kind_that_reads_some() =>
        StageSettings.Kinds.Where(kind => kind.Section.Settings.Any(setting => setting.Key == "data")).Select(kind => kind.Word)
            .ShouldBe(Stages.Select(row => Regex.Match((string)row[0], @"kind: (\w+)").Groups[1].Value).Distinct(), ignoreOrder: true);

    [Fact]
    public void Of_an_evaluation_is_perhaps_meant_for_a_task() =>
        Said("kind: evaluate, from: chat, data: $", "conversations").ShouldBe([
            "(17,46): error PIPE0212: 'stage' needs documents, and 'conversations' has conversations; sources that have some: "
            + "documents, unsaid; to ask the examples of 'conversations', say 'tasks: [{ answers: { data: conversations } }]'",
        ]);

    private static string[] Said(string stage, string source) =>
        PipelineReader.Read("", $"{Frame}\n  stage: {{ {stage.Replace("$", source)} }}", new ReadOptions())
            .Diagnostics.Select(diagnostic => diagnostic.ToString()).ToArray();
}
