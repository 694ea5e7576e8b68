using System.Text.Json;
using Pipelines.Spec;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Data;

/// <summary>What rows can hold: how each format is told by its members, and how it is read.</summary>
/// <param name="Format">the format</param>
/// <param name="Members">the members that tell it</param>
/// <param name="Read">makes an example of a row</param>
internal sealed record RowFormat(ExampleFormat Format, IReadOnlyList<string> Members, Func<Row, Example> Read)
{
    /// <summary>All formats; of two that fit a row the first is meant.</summary>
    private static readonly RowFormat[] All =
    [
        new(ExampleFormat.Chat, ["messages"], ConversationRows.Chat),
        new(ExampleFormat.Preference, ["chosen", "rejected"], PreferenceRows.Preference),
        new(ExampleFormat.Choice, ["prompt", "choices", "answer"], ChoiceRows.Choice),
        new(ExampleFormat.Instruction, ["instruction", "output"], ConversationRows.Instruction),
        new(ExampleFormat.Completion, ["prompt", "completion"], PromptRows.Completion),
        new(ExampleFormat.Prompt, ["prompt"], PromptRows.Prompt),
    ];

    /// <summary>How a declared format is read.</summary>
    public static RowFormat Of(ExampleFormat format) => All.Single(candidate => candidate.Format == format);

    /// <summary>The format that most of the rows fit; null when none fits any.</summary>
    public static RowFormat? Detect(IEnumerable<JsonElement> rows) => rows
        .Select(row => All.FirstOrDefault(format => format.Members.All(member => row.TryGetProperty(member, out _))))
        .OfType<RowFormat>()
        .GroupBy(format => format)
        .MaxBy(group => group.Count())?.Key;

    /// <summary>What to say of a row that fits no format.</summary>
    public static string Unknown(JsonElement row)
    {
        var members = row.EnumerateObject().Select(member => member.Name).ToList();
        var known = All.SelectMany(format => format.Members).Distinct().ToList();
        var near = members.Select(member => (Member: member, Known: Nearest.To(member, known))).FirstOrDefault(pair => pair.Known is not null);
        return $"its members are {(members.Count == 0 ? "none" : string.Join(", ", members))}; expected are "
            + string.Join("; or ", All.Select(format => string.Join(" and ", format.Members)))
            + (near.Known is null ? "" : $". Is '{near.Member}' meant to be '{near.Known}'?");
    }
}
