namespace Pipelines.Tokenizers;

/// <summary>What a <c>post_processor</c> puts around texts.</summary>
/// <param name="Prefix">ids before one text</param>
/// <param name="Suffix">ids behind one text</param>
/// <param name="Pair">the pieces of two texts; none where it does not say</param>
internal sealed record Template(IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix, IReadOnlyList<TemplatePiece> Pair)
{
    /// <summary>Nothing.</summary>
    public static Template None { get; } = new([], [], []);

    /// <summary>BERT's: <c>[CLS] A [SEP] B [SEP]</c>, and the second text is another segment (Devlin et al. 2019).</summary>
    public static Template Bert(int cls, int sep) =>
        new([cls], [sep], [Token(cls), First, Token(sep), new(null, IsSecond: true, Type: 1), new(sep, IsSecond: false, Type: 1)]);

    /// <summary>RoBERTa's: <c>&lt;s&gt; A &lt;/s&gt; &lt;/s&gt; B &lt;/s&gt;</c>, all one segment (Liu et al. 2019).</summary>
    public static Template Roberta(int cls, int sep) =>
        new([cls], [sep], [Token(cls), First, Token(sep), Token(sep), new(null, IsSecond: true, Type: 0), Token(sep)]);

    private static TemplatePiece First => new(null, IsSecond: false, Type: 0);

    private static TemplatePiece Token(int id) => new(id, IsSecond: false, Type: 0);
}
