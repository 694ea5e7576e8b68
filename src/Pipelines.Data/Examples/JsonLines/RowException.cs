namespace Pipelines.Data;

/// <summary>A row is no example; the message is the reason.</summary>
internal sealed class RowException(string reason) : Exception(reason);
