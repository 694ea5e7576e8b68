namespace Pipelines.Tokenizers;

/// <summary>
/// Finds the places before the mark ▁ at which a text can be cut without any effect on what BPE makes of it: in a vocabulary of
/// SentencePiece's, where whole texts are one word, that is before each word.
/// </summary>
internal static class WordMarks
{
    private static ReadOnlySpan<byte> Mark => "▁"u8;

    /// <summary>
    /// Whether nothing merges across such a place. No token reaches across it then, since the first merge that did would be of two tokens
    /// that meet there; and as the mark is a token, no unknown characters are made one across it.
    /// </summary>
    public static bool AreCuts(Vocabulary vocabulary, IEnumerable<Merge> merges) =>
        vocabulary.FindText(Mark) is not null
        && !merges.Any(merge => vocabulary.KeyOf(merge.Right).StartsWith(Mark) && !vocabulary.KeyOf(merge.Left).EndsWith(Mark));

    /// <summary>Whether no token that stands for text reaches across such a place, and the mark is a token.</summary>
    public static bool AreCuts(Vocabulary vocabulary)
    {
        if (vocabulary.FindText(Mark) is null) return false;
        for (var id = 0; id < vocabulary.Size; id++)
        {
            var key = vocabulary.KeyOf(id);
            if (!vocabulary.IsSpecial(id) && !key.IsEmpty && Next(key, 0) < key.Length) return false;
        }

        return true;
    }

    /// <summary>The first such place behind <paramref name="start"/>, or the end.</summary>
    public static int Next(ReadOnlySpan<byte> text, int start)
    {
        while (text[start..].StartsWith(Mark)) start += Mark.Length;
        var found = text[start..].IndexOf(Mark);
        return found < 0 ? text.Length : start + found;
    }
}
