namespace Pipelines.Tokenizers.Normalizers;

/// <summary>Hangul syllables, which are composed of leading consonants, vowels and trailing consonants by arithmetic (Unicode, 3.12).</summary>
internal static class HangulSyllables
{
    private const int Syllables = 0xAC00;
    private const int Leads = 0x1100;
    private const int Vowels = 0x1161;
    private const int Trails = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int Count = LeadCount * VowelCount * TrailCount;

    /// <summary>Whether a character is one of them.</summary>
    public static bool Contains(int character) => character is >= Syllables and < Syllables + Count;

    /// <summary>The two or three parts of a syllable.</summary>
    public static int[] Decompose(int syllable)
    {
        var (pair, trail) = Math.DivRem(syllable - Syllables, TrailCount);
        var (lead, vowel) = Math.DivRem(pair, VowelCount);
        return trail == 0 ? [Leads + lead, Vowels + vowel] : [Leads + lead, Vowels + vowel, Trails + trail];
    }

    /// <summary>The syllable that two parts make, or one without a trailing consonant and such a consonant; null when they make none.</summary>
    public static int? Compose(int first, int second)
    {
        if (first is >= Leads and < Leads + LeadCount && second is >= Vowels and < Vowels + VowelCount)
            return Syllables + ((((first - Leads) * VowelCount) + (second - Vowels)) * TrailCount);
        return Contains(first) && (first - Syllables) % TrailCount == 0 && second is > Trails and < Trails + TrailCount
            ? first + (second - Trails)
            : null;
    }
}
