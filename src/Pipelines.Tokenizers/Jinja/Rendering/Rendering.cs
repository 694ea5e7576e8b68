namespace Pipelines.Tokenizers.Jinja;

/// <summary>One rendering of a template.</summary>
/// <param name="now">the moment that templates ask for</param>
internal sealed class Rendering(DateTime now)
{
    private readonly List<Range> generated = [];

    /// <summary>The moment that templates ask for.</summary>
    public DateTime Now => now;

    /// <summary>What the work is charged to.</summary>
    public Budget Budget { get; } = new();

    /// <summary>What stands in <c>generation</c> tags: in order and apart.</summary>
    public IReadOnlyList<Range> Generated => generated;

    /// <summary>Notes what a <c>generation</c> tag wrote.</summary>
    public void AddGenerated(int start, int end)
    {
        if (start == end) return;
        if (generated is [.., var last] && last.End.Value >= start) generated[^1] = last.Start.Value..end;
        else generated.Add(start..end);
    }
}
