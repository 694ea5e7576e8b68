using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary>A pre-tokenizer that cuts text at characters of a class; what is malformed is of none.</summary>
public abstract record CharacterCuts : CuttingPreTokenizer
{
    /// <summary>Whether text is cut at a character.</summary>
    private protected abstract bool IsMatch(Rune character);

    /// <inheritdoc/>
    internal sealed override void Find(ReadOnlySpan<byte> utf8, List<Cut> cuts)
    {
        for (int at = 0, length; at < utf8.Length; at += length)
        {
            var isWellFormed = Rune.DecodeFromUtf8(utf8[at..], out var rune, out length) == System.Buffers.OperationStatus.Done;
            if (isWellFormed && IsMatch(rune)) cuts.Add(new Cut(at + length, IsMatch: true));
            else if (cuts is [.., { IsMatch: false }]) cuts[^1] = new Cut(at + length, IsMatch: false);
            else cuts.Add(new Cut(at + length, IsMatch: false));
        }
    }

    /// <summary>Whether a character counts as punctuation: <c>\p{P}</c>, and ASCII's symbols too.</summary>
    private protected static bool IsPunctuation(Rune character) => character.IsAscii
        ? char.IsAscii((char)character.Value) && (char.IsPunctuation((char)character.Value) || char.IsSymbol((char)character.Value))
        : Rune.GetUnicodeCategory(character) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;
}

/// <summary><c>Digits</c>: cuts numbers off, together or digit by digit.</summary>
/// <param name="Individual">whether each digit is a piece</param>
public sealed record Digits(bool Individual) : CharacterCuts
{
    /// <inheritdoc/>
    public override string Type => "Digits";

    /// <inheritdoc/>
    public override SplitBehavior Behavior => Individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous;

    /// <inheritdoc/>
    private protected override bool IsMatch(Rune character) => Rune.GetUnicodeCategory(character)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json) => json.WriteBoolean("individual_digits", Individual);
}

/// <summary><c>Punctuation</c>: cuts text at punctuation, ASCII's symbols among it.</summary>
/// <param name="Behavior">what becomes of the punctuation</param>
public sealed record Punctuation(SplitBehavior Behavior) : CharacterCuts
{
    /// <inheritdoc/>
    public override string Type => "Punctuation";

    /// <inheritdoc/>
    public override SplitBehavior Behavior { get; } = Behavior;

    /// <inheritdoc/>
    private protected override bool IsMatch(Rune character) => IsPunctuation(character);

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json) => json.WriteString("behavior", Behavior.ToString());
}

/// <summary><c>WhitespaceSplit</c>: cuts text at white space, which is left out.</summary>
public sealed record WhitespaceSplit : CharacterCuts
{
    /// <inheritdoc/>
    public override string Type => "WhitespaceSplit";

    /// <inheritdoc/>
    public override SplitBehavior Behavior => SplitBehavior.Removed;

    /// <inheritdoc/>
    private protected override bool IsMatch(Rune character) => Rune.IsWhiteSpace(character);
}

/// <summary><c>CharDelimiterSplit</c>: cuts text at one character, which is left out.</summary>
/// <param name="Delimiter">the character</param>
public sealed record CharDelimiterSplit(Rune Delimiter) : CharacterCuts
{
    /// <inheritdoc/>
    public override string Type => "CharDelimiterSplit";

    /// <inheritdoc/>
    public override SplitBehavior Behavior => SplitBehavior.Removed;

    /// <inheritdoc/>
    private protected override bool IsMatch(Rune character) => character == Delimiter;

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json) => json.WriteString("delimiter", Delimiter.ToString());
}
