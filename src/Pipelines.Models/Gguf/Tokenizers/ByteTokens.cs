using Pipelines.Tokenizers.Decoders;

namespace Pipelines.Models;

/// <summary>The tokens that stand for a byte.</summary>
internal static class ByteTokens
{
    /// <summary>How they are spelled: <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>.</summary>
    public static IReadOnlySet<string> All { get; } =
        Enumerable.Range(0, 256).Select(value => ByteFallback.Spell((byte)value)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether a token is spelled as one.</summary>
    public static bool Is(string? spelling) => spelling is not null && All.Contains(spelling);
}
