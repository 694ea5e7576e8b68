using System.Text;

namespace Pipelines.Decoding;

/// <summary>
/// Finds stop texts in text that arrives in pieces, across their borders too: it holds back what may be the beginning of one, and
/// never gives out a stop text or what follows it.
/// </summary>
/// <param name="stops">the stop texts; an empty one is never found</param>
public sealed class StopScanner(IReadOnlyList<string> stops)
{
    private readonly StringBuilder held = new();

    /// <summary>The stop text that was found, or null.</summary>
    public string? Found { get; private set; }

    /// <summary>Takes the next piece.</summary>
    /// <returns>what is now certain to come before any stop text</returns>
    public string Push(string piece)
    {
        if (Found is not null) return "";
        held.Append(piece);
        var text = held.ToString();
        held.Clear();
        var (at, stop) = First(text);
        if (stop is not null)
        {
            Found = stop;
            return text[..at];
        }

        var certain = text.Length - LongestBeginning(text);
        held.Append(text, certain, text.Length - certain);
        return text[..certain];
    }

    /// <summary>What was held back, when the text has ended without completing a stop text.</summary>
    public string Flush()
    {
        var rest = held.ToString();
        held.Clear();
        return rest;
    }

    /// <summary>The stop text that is complete first, however the text was cut; of those that end at one place, the longest.</summary>
    private (int At, string? Stop) First(string text)
    {
        var (best, found) = (0, default(string));
        foreach (var stop in stops)
        {
            var at = stop.Length == 0 ? -1 : text.IndexOf(stop, StringComparison.Ordinal);
            if (at < 0) continue;
            var later = found is null ? -1 : (at + stop.Length).CompareTo(best + found.Length);
            if (later < 0 || (later == 0 && at < best)) (best, found) = (at, stop);
        }

        return (best, found);
    }

    /// <summary>Length of the longest end of <paramref name="text"/> that a stop text begins with.</summary>
    private int LongestBeginning(string text)
    {
        var longest = 0;
        foreach (var stop in stops)
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
                if (text.EndsWith(stop.AsSpan(0, length).ToString(), StringComparison.Ordinal)) longest = length;
        return longest;
    }
}
