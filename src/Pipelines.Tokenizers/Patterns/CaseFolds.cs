namespace Pipelines.Tokenizers;

/// <summary>Characters that fold to an ASCII letter without being its other case, where .NET and Oniguruma see them differently.</summary>
internal static class CaseFolds
{
    /// <summary>A literal where case does not count.</summary>
    public static string Literal(char character) => Others(character) is { } others
        ? $"[{character}{others}]"
        : UnicodeSets.Character(character);

    /// <summary>What a letter stands for, too: ſ for s, the Kelvin sign for k; null for most.</summary>
    public static string? Others(char letter) => letter switch
    {
        's' or 'S' => "\u017F",
        'k' or 'K' => "\u212A",
        _ => null,
    };
}
