using System.Text.Json;

namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary><c>ByteLevel</c>: words are bytes, which the model spells in the byte-level alphabet (Radford et al. 2019).</summary>
/// <param name="UseRegex">whether it cuts text by GPT-2's pattern</param>
/// <param name="AddPrefixSpace">whether it puts a space before each piece that does not begin with one</param>
public sealed record ByteLevel(bool UseRegex, bool AddPrefixSpace = false) : PreTokenizer
{
    /// <inheritdoc/>
    public override string Type => "ByteLevel";

    /// <summary>Whether offsets of tokens leave out white space; it is kept for whoever reads the file.</summary>
    public bool TrimOffsets { get; init; } = true;

    /// <inheritdoc/>
    internal override bool SpellsBytes => true;

    /// <summary>What cuts text by a pattern known by hand, and makes bytes of the words.</summary>
    public static PreTokenizer With(Splitter splitter) => splitter == Splitter.Gpt2
        ? new ByteLevel(UseRegex: true)
        : new PreTokenizerSequence(
            new Split(TextPattern.Regex(splitter.Pattern), SplitBehavior.Isolated), new ByteLevel(UseRegex: false));

    /// <summary>The pattern of a pre-tokenizer that does what <see cref="With"/> makes, else null.</summary>
    internal static Splitter? SplitterOf(PreTokenizer preTokenizer) => preTokenizer switch
    {
        ByteLevel { UseRegex: true, AddPrefixSpace: false } => Splitter.Gpt2,
        PreTokenizerSequence { PreTokenizers: [var only] } => SplitterOf(only),
        PreTokenizerSequence
        {
            PreTokenizers:
            [
                Split { Behavior: SplitBehavior.Isolated, Invert: false } split,
                ByteLevel { UseRegex: false, AddPrefixSpace: false },
            ],
        } => split.Splitter,
        _ => null,
    };

    /// <inheritdoc/>
    internal override void Cut(ReadOnlySpan<byte> utf8, TextPlace place, Pieces pieces)
    {
        if (AddPrefixSpace && place != TextPlace.Within && utf8[0] != ' ') utf8 = (byte[])[(byte)' ', .. utf8];
        if (!UseRegex)
        {
            pieces.Add(utf8, place);
            return;
        }

        for (int start = 0, end; start < utf8.Length; start = end)
        {
            end = Splitter.Gpt2.WordEnd(utf8, start);
            pieces.Add(utf8[start..end], start == 0 ? place : TextPlace.Piece);
        }
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteBoolean("add_prefix_space", AddPrefixSpace);
        json.WriteBoolean("trim_offsets", TrimOffsets);
        json.WriteBoolean("use_regex", UseRegex);
    }
}
