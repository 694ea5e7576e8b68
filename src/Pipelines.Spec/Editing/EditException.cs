namespace Pipelines.Spec;

/// <summary>A pipeline file cannot be changed as it was asked for. The message says why, and what would help.</summary>
public sealed class EditException(string message) : Exception(message);
