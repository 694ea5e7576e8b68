namespace Pipelines.Formats.Safetensors;

/// <summary>A file that is not valid safetensors: the only exception that reading untrusted bytes ends with.</summary>
/// <param name="file">the file</param>
/// <param name="field">what in it is wrong: <c>header</c>, <c>__metadata__</c>, or a tensor's name and member</param>
/// <param name="problem">what was found and what was expected</param>
public sealed class SafetensorsException(string file, string field, string problem)
    : IOException($"{file}: {UntrustedName.Shown(field)}: {problem}")
{
    /// <summary>The file that was read.</summary>
    public string File { get; } = file;

    /// <summary>What in the file is wrong, such as <c>header</c> or <c>lm_head.weight.shape</c>.</summary>
    public string Field { get; } = field;
}
