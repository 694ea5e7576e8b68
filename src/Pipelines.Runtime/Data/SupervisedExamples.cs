using Pipelines.Data;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Data;

/// <summary>How an sft stage's examples become tokens, for training and for looking at them.</summary>
internal static class SupervisedExamples
{
    /// <summary>The stage's own template, else that of the checkpoint; null where there is neither.</summary>
    /// <exception cref="ChatTemplateException">there is no such template, or the tokenizer lacks its special tokens</exception>
    public static ChatFormat? Chat(SftSpec spec, Tokenizer tokenizer, ChatFormat? before, string folder) =>
        spec.Template is { } template ? new ChatFormat(tokenizer, NamedTemplate.Read(template, folder)) : before;

    /// <summary>What encodes them.</summary>
    public static ExampleEncoder Encoder(SftSpec spec, Tokenizer tokenizer, ChatFormat? chat, int context) =>
        new(tokenizer, chat, spec.Mask, Math.Min(spec.MaxTokens ?? context, context));

    /// <summary>What became of the examples, in a line.</summary>
    public static string Account(EncodingSummary summary, IEnumerable<ExampleSource> sources)
    {
        var rejected = sources.SelectMany(source => source.Rejected).ToList();
        return $"examples: {summary}{(rejected.Count == 0 ? "" : $", {rejected.Count:N0} rows rejected, such as {rejected[0]}")}";
    }
}
