namespace Pipelines.Formats.Gguf;

/// <summary>A file that is not valid GGUF, or not of a kind that is read: the only exception that untrusted bytes end with.</summary>
/// <param name="file">the file</param>
/// <param name="place">what in it is wrong: <c>header</c>, a key of the metadata, or a tensor's name and part</param>
/// <param name="problem">what was found and what was expected</param>
public sealed class GgufException(string file, string place, string problem)
    : IOException($"{file}: {UntrustedName.Shown(place)}: {problem}")
{
    /// <summary>The file that was read.</summary>
    public string File { get; } = file;

    /// <summary>What in the file is wrong, such as <c>llama.block_count</c> or <c>token_embd.weight: shape</c>.</summary>
    public string Place { get; } = place;
}
