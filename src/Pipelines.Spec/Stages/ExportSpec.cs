namespace Pipelines.Spec;

/// <summary><c>kind: export</c>: writes a checkpoint as a folder that other programs load; makes a Report of what was written.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="From">the stage that makes the checkpoint</param>
/// <param name="Format">how the folder is laid out</param>
/// <param name="Folder">the folder, relative to the pipeline file's</param>
/// <param name="Dtype">the type of the weights</param>
/// <param name="Shard">most bytes of one weights file</param>
public sealed record ExportSpec(
    string Name, string From, ExportFormat Format, string Folder, WeightType Dtype, long Shard) : StageSpec(Name)
{
    /// <inheritdoc/>
    public override string Kind => "export";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [From];
}

/// <summary>How an exported folder is laid out.</summary>
public enum ExportFormat
{
    /// <summary>As transformers and vLLM read it.</summary>
    HuggingFace,
}

/// <summary>The types that weights are kept in.</summary>
public enum WeightType
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Its upper half.</summary>
    BFloat16,

    /// <summary>Half precision.</summary>
    Float16,
}
