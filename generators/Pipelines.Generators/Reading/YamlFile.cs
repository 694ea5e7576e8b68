using Microsoft.CodeAnalysis;

namespace Pipelines.Generators.Reading;

/// <summary>A YAML file as the compiler handed it over.</summary>
/// <param name="Path">its path, as diagnostics name it</param>
/// <param name="Text">its text, or null where the compiler could not read it as text</param>
internal sealed record YamlFile(string Path, string? Text)
{
    private const string PipelineSuffix = ".pipeline.yaml";

    /// <summary>Whether a path is that of a YAML file: a pipeline, or a file that a pipeline may extend.</summary>
    public static bool IsYaml(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes path and text out of what the compiler holds.</summary>
    public static YamlFile From(AdditionalText file, CancellationToken cancel) => new(file.Path, file.GetText(cancel)?.ToString());

    /// <summary>Whether it is a pipeline.</summary>
    public bool IsPipeline => Path.EndsWith(PipelineSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The last part of its path.</summary>
    public string FileName => FilePath.Name(Path);
}
