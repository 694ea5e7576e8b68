using System.Text.Json;

namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary><c>Split</c>: cuts text at the matches of a pattern.</summary>
/// <param name="Pattern">what is looked for</param>
/// <param name="Behavior">what becomes of the matches</param>
/// <param name="Invert">whether what lies between the matches counts as the matches</param>
public sealed record Split(TextPattern Pattern, SplitBehavior Behavior, bool Invert = false) : CuttingPreTokenizer
{
    /// <inheritdoc/>
    public override string Type => "Split";

    /// <inheritdoc/>
    public override SplitBehavior Behavior { get; } = Behavior;

    /// <summary>The same pattern by hand, where there is one: its matches leave nothing out.</summary>
    internal Splitter? Splitter { get; } = Splitter.Find(Pattern);

    /// <inheritdoc/>
    internal override void Find(ReadOnlySpan<byte> utf8, List<Cut> cuts)
    {
        if (Splitter is null)
        {
            Pattern.Find(utf8, cuts);
        }
        else
        {
            for (var end = 0; end < utf8.Length;) cuts.Add(new Cut(end = Splitter.WordEnd(utf8, end), IsMatch: true));
        }

        if (!Invert) return;
        for (var i = 0; i < cuts.Count; i++) cuts[i] = cuts[i] with { IsMatch = !cuts[i].IsMatch };
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        Pattern.Write(json);
        json.WriteString("behavior", Behavior.ToString());
        json.WriteBoolean("invert", Invert);
    }
}
