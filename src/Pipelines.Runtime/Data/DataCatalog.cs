using Pipelines.Data;
using Pipelines.Spec;

namespace Pipelines.Runtime.Data;

/// <summary>The data sources of a pipeline by name, each opened and fingerprinted once.</summary>
/// <param name="spec">the pipeline</param>
/// <param name="folder">what paths are relative to: the folder of the pipeline file</param>
internal sealed class DataCatalog(PipelineSpec spec, string folder)
{
    private readonly Dictionary<string, DocumentSource> sources = [];
    private readonly Dictionary<string, ExampleSource> examples = [];
    private readonly Dictionary<string, string> contents = [];

    /// <summary>A path of the pipeline's file as an absolute one.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, folder);

    public DataSpec Spec(string name) => spec.Data.First(data => data.Name == name);

    /// <exception cref="DataSourceException">there is nothing to read</exception>
    public DocumentSource Open(string name) =>
        sources.TryGetValue(name, out var source) ? source : sources[name] = DocumentSource.Open(Spec(name), folder);

    /// <exception cref="DataSourceException">there is nothing to read</exception>
    public ExampleSource OpenExamples(string name) =>
        examples.TryGetValue(name, out var source) ? source : examples[name] = ExampleSource.Open(Spec(name), folder);

    /// <summary>Looks whether a source is there.</summary>
    /// <exception cref="DataSourceException">there is nothing to read</exception>
    public void Look(string name)
    {
        if (Spec(name) is ExampleDataSpec) OpenExamples(name);
        else Open(name);
    }

    /// <summary>What the rows of each source hold that does not say so, as settings that would.</summary>
    /// <exception cref="DataSourceException">there is nothing to read</exception>
    public IReadOnlyList<string> FoundFormats() =>
    [
        .. from source in spec.Data
           let format = FoundFormat.Of(source, folder)
           where format is not null
           select $"data.{source.Name}.format={format.ToString()!.ToLowerInvariant()}",
    ];

    /// <summary>A hash of what the source holds.</summary>
    /// <exception cref="DataSourceException">it cannot be read</exception>
    public string Content(string name) =>
        contents.TryGetValue(name, out var content)
            ? content
            : contents[name] = Spec(name) is ExampleDataSpec ? OpenExamples(name).Fingerprint() : Open(name).Fingerprint();
}
