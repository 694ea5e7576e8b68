namespace Pipelines.Formats.Gguf;

/// <summary>A tensor that is to be written.</summary>
/// <param name="Name">its name, unique in the file, of at most 63 bytes</param>
/// <param name="Type">the type of its elements</param>
/// <param name="Shape">its one to four sizes, row-major with the outermost first; rows are whole blocks of the type</param>
/// <param name="Write">writes its bytes, row after row; called once, when its turn comes</param>
public sealed record GgufPart(string Name, GgufType Type, IReadOnlyList<long> Shape, Action<Stream> Write);
