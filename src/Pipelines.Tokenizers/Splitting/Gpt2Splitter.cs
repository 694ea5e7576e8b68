namespace Pipelines.Tokenizers;

/// <summary>GPT-2's pattern by hand, alternative by alternative.</summary>
internal sealed class Gpt2Splitter() : Splitter("gpt2", @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
{
    internal override int WordEnd(ReadOnlySpan<byte> utf8, int start)
    {
        if (utf8[start] == '\'')
        {
            var contraction = ContractionLength(utf8[(start + 1)..]);
            if (contraction > 0) return start + 1 + contraction;
        }

        // ` ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+`: a run of one class, with a space before it.
        var from = utf8[start] == ' ' && start + 1 < utf8.Length ? start + 1 : start;
        var first = CharacterClasses.At(utf8, from, out var length);
        return first < CharacterClass.Space
            ? CharacterClasses.RunEnd(utf8, from + length, first)
            : WhiteSpaceEnd(utf8, start);
    }

    private static int ContractionLength(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return 0;
        if (rest[0] is (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d') return 1;
        return rest.StartsWith("re"u8) || rest.StartsWith("ve"u8) || rest.StartsWith("ll"u8) ? 2 : 0;
    }
}
