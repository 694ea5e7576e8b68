namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary>A pre-tokenizer that cuts text at the matches of a pattern, and changes nothing else.</summary>
public abstract record CuttingPreTokenizer : PreTokenizer
{
    /// <summary>What becomes of the matches.</summary>
    public abstract SplitBehavior Behavior { get; }

    /// <summary>Finds the matches, and what lies between them: together the whole text, without empty pieces.</summary>
    /// <param name="utf8">the text, perhaps not well-formed</param>
    /// <param name="cuts">gets them, in order</param>
    internal abstract void Find(ReadOnlySpan<byte> utf8, List<Cut> cuts);

    /// <inheritdoc/>
    internal sealed override void Cut(ReadOnlySpan<byte> utf8, TextPlace place, Pieces pieces)
    {
        var cuts = new List<Cut>();
        Find(utf8, cuts);
        for (int i = 0, start = 0; i < cuts.Count;)
        {
            var from = i++;
            while (i < cuts.Count && Joins(cuts, from, i)) i++;
            var end = cuts[i - 1].End;
            if (Behavior != SplitBehavior.Removed || !cuts[from].IsMatch)
                pieces.Add(utf8[start..end], start == 0 ? place : TextPlace.Piece);
            start = end;
        }
    }

    /// <summary>Whether the cut <paramref name="at"/> belongs to the piece of the cuts from <paramref name="from"/> on.</summary>
    private bool Joins(List<Cut> cuts, int from, int at) => Behavior switch
    {
        SplitBehavior.Contiguous => cuts[at].IsMatch == cuts[from].IsMatch,

        // Of several matches in a row only the first has something before it, and only the last something behind it.
        SplitBehavior.MergedWithPrevious => at == from + 1 && cuts[at].IsMatch && !cuts[from].IsMatch,
        SplitBehavior.MergedWithNext => at == from + 1 && cuts[from].IsMatch && !cuts[at].IsMatch,
        _ => false,
    };
}
