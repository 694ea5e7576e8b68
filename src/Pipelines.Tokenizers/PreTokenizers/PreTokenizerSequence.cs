using System.Text.Json;

namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary><c>Sequence</c>: each pre-tokenizer cuts the pieces of the one before it.</summary>
public sealed record PreTokenizerSequence : PreTokenizer
{
    /// <summary>Puts pre-tokenizers in a row.</summary>
    /// <param name="preTokenizers">in order</param>
    public PreTokenizerSequence(params IReadOnlyList<PreTokenizer> preTokenizers) => PreTokenizers = preTokenizers;

    /// <summary>In order.</summary>
    public IReadOnlyList<PreTokenizer> PreTokenizers { get; }

    /// <inheritdoc/>
    public override string Type => "Sequence";

    /// <inheritdoc/>
    internal override bool SpellsBytes => PreTokenizers.Any(preTokenizer => preTokenizer.SpellsBytes);

    /// <inheritdoc/>
    internal override void Cut(ReadOnlySpan<byte> utf8, TextPlace place, Pieces pieces)
    {
        var (from, to) = (new Pieces(), new Pieces());
        from.Add(utf8, place);
        for (var part = 0; part < PreTokenizers.Count; part++)
        {
            to.Clear();
            for (var i = 0; i < from.Count; i++) PreTokenizers[part].Cut(from[i], from.PlaceOf(i), to);
            (from, to) = (to, from);

            // What comes behind it cuts spelled bytes, as if they were characters.
            var isSpelled = PreTokenizers[part].SpellsBytes && part + 1 < PreTokenizers.Count;
            if (!isSpelled) continue;
            CutSpelled(from, part + 1, pieces);
            return;
        }

        for (var i = 0; i < from.Count; i++) pieces.Add(from[i], from.PlaceOf(i));
    }

    private void CutSpelled(Pieces words, int first, Pieces pieces)
    {
        var rest = new PreTokenizerSequence([.. PreTokenizers.Skip(first)]);
        var spelled = new Pieces();
        for (var i = 0; i < words.Count; i++)
        {
            spelled.Clear();
            rest.Cut(ByteAlphabet.SpellUtf8(words[i]), words.PlaceOf(i), spelled);
            for (var j = 0; j < spelled.Count; j++) pieces.Add(ByteAlphabet.ReadUtf8(spelled[j]), spelled.PlaceOf(j));
        }
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteStartArray("pretokenizers");
        foreach (var preTokenizer in PreTokenizers) preTokenizer.Write(json);
        json.WriteEndArray();
    }
}
