using System.Text;

namespace Pipelines.Runtime.Terminal;

/// <summary>Columns of text, as wide as they need to be and two spaces apart.</summary>
/// <param name="headings">the first row</param>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";

    private readonly List<string[]> rows = [headings];

    /// <summary>Whether it has no row but the headings.</summary>
    public bool IsEmpty => rows.Count == 1;

    /// <summary>Adds a row; a null cell stays empty.</summary>
    public void Add(params string?[] cells) => rows.Add(cells.Select(cell => cell ?? "").ToArray());

    /// <summary>The rows, each a line that begins with a space; columns in which nothing stands are left out.</summary>
    public override string ToString()
    {
        var widths = Enumerable.Range(0, headings.Length)
            .Select(column => rows.Skip(1).All(row => row[column].Length == 0) ? 0 : rows.Max(row => row[column].Length))
            .ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var line = new StringBuilder(" ");
            for (var column = 0; column < widths.Length; column++)
                if (widths[column] > 0) line.Append(row[column].PadRight(widths[column])).Append(Gap);
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
        return text.ToString();
    }
}
