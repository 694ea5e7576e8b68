namespace Pipelines.Models;

/// <summary>What a token of a GGUF file is (ggml-org/llama.cpp, <c>llama.h</c>, <c>enum llama_token_type</c>).</summary>
internal enum GgufTokenType
{
    /// <summary>Text.</summary>
    Normal = 1,

    /// <summary>Stands for what has no token.</summary>
    Unknown = 2,

    /// <summary>Structure: found in a text as a whole where that is asked for.</summary>
    Control = 3,

    /// <summary>Text that is always found as a whole.</summary>
    UserDefined = 4,

    /// <summary>No token: fills up the rows of an embedding.</summary>
    Unused = 5,

    /// <summary>A byte, spelled <c>&lt;0x41&gt;</c>: what text without tokens is made of.</summary>
    Byte = 6,
}
