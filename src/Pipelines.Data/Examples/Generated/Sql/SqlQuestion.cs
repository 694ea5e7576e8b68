namespace Pipelines.Data;

/// <summary>A question about tables, and a query that answers it.</summary>
/// <param name="Tables">a line that names the tables with their columns</param>
/// <param name="Text">what is asked</param>
/// <param name="Query">the answer</param>
/// <param name="Database">the statements that make the tables</param>
internal sealed record SqlQuestion(string Tables, string Text, string Query, string Database);
