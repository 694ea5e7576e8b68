using Pipelines.Formats.Safetensors;

namespace Pipelines.Models;

/// <summary>What a folder holds in place of a model's projections.</summary>
internal interface IQuantizedFiles
{
    /// <summary>The paths of the projections.</summary>
    IEnumerable<string> Paths { get; }

    /// <summary>The tensors in place of a projection's weight.</summary>
    IEnumerable<SafetensorsSource> Tensors(string path);

    /// <summary>Writes the members of <c>quantization_config</c>.</summary>
    /// <param name="config">within the object</param>
    /// <param name="whole">the paths of linear layers that stay as they are</param>
    void Describe(ConfigWriter config, IReadOnlyList<string> whole);
}
