using Pipelines.Tokenizers;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Models;

/// <summary>Byte-level pre-tokenizers as the patterns by which they cut text one after the other, and back.</summary>
internal static class CutPatterns
{
    /// <summary>Any digit by itself.</summary>
    public const string Digit = @"\p{N}";

    /// <summary>The pre-tokenizer that cuts text by patterns, in the form that tokenizer files have it in.</summary>
    public static PreTokenizer Make(IReadOnlyList<string> patterns)
    {
        if (patterns is [var only] && Known(only) is { } splitter) return ByteLevel.With(splitter);
        var endsAsGpt2 = patterns[^1] == Splitter.Gpt2.Pattern;
        return new PreTokenizerSequence(
            [.. patterns.SkipLast(endsAsGpt2 ? 1 : 0).Select(Cut), new ByteLevel(UseRegex: endsAsGpt2)]);
    }

    /// <summary>The patterns of a pre-tokenizer, or null where it does anything else than to cut and to make bytes of the words.</summary>
    public static IReadOnlyList<string>? Of(PreTokenizer? preTokenizer)
    {
        switch (preTokenizer)
        {
            case ByteLevel { AddPrefixSpace: false } level:
                return level.UseRegex ? [Splitter.Gpt2.Pattern] : [];
            case PreTokenizerSequence { PreTokenizers: { Count: > 0 } parts }:
                var cuts = parts.SkipLast(1).Select(PatternOf).ToList();
                return Of(parts[^1]) is { } end && !cuts.Contains(null) ? [.. cuts.OfType<string>(), .. end] : null;
            default:
                return null;
        }
    }

    private static PreTokenizer Cut(string pattern) => pattern == Digit
        ? new Digits(Individual: true)
        : new Split(TextPattern.Regex(pattern), SplitBehavior.Isolated);

    private static string? PatternOf(PreTokenizer cut) => cut switch
    {
        Digits { Individual: true } => Digit,
        Split { Behavior: SplitBehavior.Isolated, Invert: false, Pattern: { IsRegex: true } pattern } => pattern.Source,
        _ => null,
    };

    private static Splitter? Known(string pattern) =>
        Array.Find([Splitter.Gpt2, Splitter.Llama3, Splitter.Qwen2], splitter => splitter.Pattern == pattern);
}
