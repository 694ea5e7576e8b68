namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary><c>Whitespace</c>: runs of word characters and runs of other characters; white space is left out.</summary>
public sealed record Whitespace : CuttingPreTokenizer
{
    /// <summary>In Hugging Face's library this one is not Oniguruma's: what joins words without being seen is part of them.</summary>
    private static readonly TextPattern Words = TextPattern.Regex(@"[\w\u200C\u200D]+|[^\w\u200C\u200D\s]+");

    /// <inheritdoc/>
    public override string Type => "Whitespace";

    /// <inheritdoc/>
    public override SplitBehavior Behavior => SplitBehavior.Removed;

    /// <inheritdoc/>
    internal override void Find(ReadOnlySpan<byte> utf8, List<Cut> cuts)
    {
        Words.Find(utf8, cuts);
        for (var i = 0; i < cuts.Count; i++) cuts[i] = cuts[i] with { IsMatch = !cuts[i].IsMatch };
    }
}
