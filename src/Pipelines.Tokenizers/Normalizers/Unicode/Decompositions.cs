using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary>What characters decompose into, which pairs compose, and the order of combining characters; from the tables beside it.</summary>
internal sealed class Decompositions
{
    private readonly Dictionary<int, int[]> canonical = [];
    private readonly Dictionary<int, int[]> compatible = [];
    private readonly Dictionary<(int First, int Second), int> composed = [];
    private readonly Dictionary<int, byte> classes = [];

    private Decompositions()
    {
        foreach (var line in Lines("decompositions.txt")) ReadDecomposition(line);
        foreach (var line in Lines("combining-classes.txt"))
        {
            var kind = byte.Parse(line[0], CultureInfo.InvariantCulture);
            foreach (var (first, last) in line.Skip(1).Select(Range))
                for (var character = first; character <= last; character++) classes[character] = kind;
        }
    }

    /// <summary>The tables, read once.</summary>
    public static Decompositions Table { get; } = new();

    /// <summary>One step of a character's decomposition, or null when it has none.</summary>
    /// <param name="character">a code point</param>
    /// <param name="compatibility">take those that change more than the encoding, too</param>
    public int[]? Of(int character, bool compatibility) =>
        canonical.TryGetValue(character, out var parts) || compatibility && compatible.TryGetValue(character, out parts) ? parts : null;

    /// <summary>The character that two compose to, or null.</summary>
    public int? Composed(int first, int second) => composed.TryGetValue((first, second), out var whole) ? whole : null;

    /// <summary>The canonical combining class: 0 of what begins a character, else where it stands among those that follow.</summary>
    public int ClassOf(int character) => classes.GetValueOrDefault(character);

    private void ReadDecomposition(string[] line)
    {
        var (first, last) = Range(line[0]);
        for (var character = first; character <= last; character++)
        {
            int[] parts = [.. line.Skip(2).Select(Number)];
            parts[^1] += character - first;
            (line[1] == "~" ? compatible : canonical).Add(character, parts);
            if (line[1] == "=") composed.Add((parts[0], parts[1]), character);
        }
    }

    private static (int First, int Last) Range(string text) =>
        text.Split('-') is [var first, var last] ? (Number(first), Number(last)) : (Number(text), Number(text));

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Lines(string name)
    {
        using var stream = typeof(Decompositions).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
            if (line[0] != '#') yield return line.Split(' ');
    }
}
