using System.Collections.Immutable;
using Pipelines.Spec;

namespace Pipelines.Generators.Reading;

/// <summary>A pipeline file with the files that it may extend: all that reading it depends on.</summary>
/// <param name="File">the pipeline</param>
/// <param name="Bases">files that it names, directly or through others</param>
internal sealed record PipelineSource(YamlFile File, EquatableArray<YamlFile> Bases)
{
    /// <summary>
    /// Picks, out of <paramref name="files"/>, those whose name stands in the text of <paramref name="file"/> or of another
    /// picked one: a superset of what it extends, found without parsing, so that an edit elsewhere leaves this record equal.
    /// </summary>
    public static PipelineSource Of(YamlFile file, ImmutableArray<YamlFile> files, CancellationToken cancel)
    {
        var picked = new HashSet<YamlFile> { file };
        var waiting = new Queue<YamlFile>(picked);
        while (waiting.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            if (waiting.Dequeue().Text is not { } text || !text.Contains("extends")) continue;
            foreach (var other in files)
                if (text.Contains(other.FileName) && picked.Add(other)) waiting.Enqueue(other);
        }
        picked.Remove(file);
        return new(file, new(picked.OrderBy(each => each.Path, StringComparer.Ordinal)));
    }
}
