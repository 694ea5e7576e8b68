using System.Globalization;
using System.Text;

namespace Pipelines.Training;

/// <summary>Sampled answers as Markdown: a heading for each round, a table for each prompt.</summary>
internal static class SampleMarkdown
{
    private const int MostCharacters = 300;

    public static string Of(IReadOnlyList<SampledRow> rows)
    {
        var text = new StringBuilder("# Sampled answers\n");
        foreach (var round in rows.GroupBy(row => row.Round))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Round {round.Key + 1}\n");
            foreach (var group in round.GroupBy(row => row.Group)) Append(text, [.. group]);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<SampledRow> group)
    {
        text.Append("\n**").Append(Cell(group[0].Prompt)).Append("**\n\n");
        text.Append("| reward | advantage | answer | why |\n| ---: | ---: | --- | --- |\n");
        foreach (var row in group)
        {
            var why = row.Parts.Select(part => string.Create(
                CultureInfo.InvariantCulture, $"{part.Name} {part.Reward:0.###}{(part.Reason is null ? "" : $": {part.Reason}")}"));
            text.Append(CultureInfo.InvariantCulture, $"| {row.Reward:0.000} | {row.Advantage:+0.000;-0.000;0.000} | ");
            text.Append(Cell(row.Answer)).Append(row.Ended ? "" : " …(no end)").Append(" | ");
            text.Append(Cell(string.Join("; ", why))).Append(" |\n");
        }
    }

    /// <summary>A text that stays within its cell, and means in Markdown what it says.</summary>
    private static string Cell(string text)
    {
        var cut = text.Length <= MostCharacters ? text : text[..MostCharacters] + " …";
        var cell = new StringBuilder();
        foreach (var character in cut)
            if (character == '\n') cell.Append(" ⏎ ");
            else if (character is '|' or '*' or '_' or '`' or '<' or '[' or '\\') cell.Append('\\').Append(character);
            else if (!char.IsControl(character)) cell.Append(character);
        return cell.ToString().Trim();
    }
}
