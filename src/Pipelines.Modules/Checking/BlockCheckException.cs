namespace Pipelines.Modules;

/// <summary>Says what a block does otherwise than models ask of every block.</summary>
/// <param name="message">the whole of it, with the places and the numbers</param>
public sealed class BlockCheckException(string message) : Exception(message);
