namespace Pipelines.Spec;

/// <summary>What the page of a kind of stage shows beside its settings.</summary>
/// <param name="Use">when a person takes it and what comes of it, in Markdown</param>
/// <param name="Example">the least of a file that has such a stage, laid over <see cref="Around"/></param>
/// <param name="Rules">the rules that such a stage may break, but for those that any stage may</param>
/// <param name="More">pages that say more, in Markdown, from its own page's folder</param>
internal sealed record StageGuide(string Use, string Example, IReadOnlyList<Rule> Rules, IReadOnlyList<string> More)
{
    /// <summary>What the examples leave out; each takes the place of the stages that are called as its own.</summary>
    public const string Around = """
        pipeline: example

        data:
          docs: { source: dotnet-docs }
          questions: { source: dotnet-docs-qa }
          preferences: { source: dotnet-docs-preferences }
          sums: { source: arithmetic }

        models:
          small: { family: llama, vocab: tokenizer, dim: 192, layers: 6, heads: 6, context: 256 }

        stages:
          tokenizer: { kind: bpe, data: docs, vocab: 4096, special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }
          pretrain: { model: small, data: docs, tokens: 3M }
          sft: { from: pretrain, data: questions, template: chatml }
          reward: { from: sft, data: preferences }
        """;

    /// <summary>The rules of every stage that trains a checkpoint further.</summary>
    public static IReadOnlyList<Rule> FineTuning { get; } =
        [Spec.Rules.ScheduleTooLong, Spec.Rules.BothWays, Spec.Rules.AdapterTarget, Spec.Rules.WrongExamples, Spec.Rules.NoTemplate];

    /// <summary>The rules of stages that have answers written and judged.</summary>
    public static IReadOnlyList<Rule> Answering { get; } =
        [Spec.Rules.UnknownVerifier, Spec.Rules.LongerThanContext, Spec.Rules.RolloutBatch, Spec.Rules.BadPattern];
}
