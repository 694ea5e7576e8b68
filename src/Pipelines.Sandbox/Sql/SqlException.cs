namespace Pipelines.Sandbox;

/// <summary>A statement is wrong, forbidden or beyond its limits.</summary>
internal sealed class SqlException(string message) : Exception(message);
