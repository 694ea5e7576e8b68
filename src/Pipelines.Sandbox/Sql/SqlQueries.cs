using System.Text.Json;

namespace Pipelines.Sandbox;

/// <summary>Runs queries on databases that their statements make; the latest databases are kept.</summary>
internal sealed class SqlQueries
{
    private const int Kept = 32;

    private readonly LinkedList<(string Statements, ReadingConnection Connection)> latest = [];

    /// <summary>
    /// Answers <c>{ database, query, rows, seconds }</c> with <c>{ columns, rows }</c>, <c>{ failed }</c> or <c>{ database }</c>, a reason.
    /// </summary>
    public void Answer(JsonElement request, Utf8JsonWriter reply)
    {
        ReadingConnection connection;
        try
        {
            connection = Open(request.GetProperty("database").GetString()!);
        }
        catch (SqlException problem)
        {
            reply.WriteString("database", problem.Message);
            return;
        }
        try
        {
            var (columns, rows) = connection.Query(
                request.GetProperty("query").GetString()!, request.GetProperty("rows").GetInt32(),
                request.GetProperty("seconds").GetDouble());
            reply.WriteNumber("columns", columns);
            reply.WriteStartArray("rows");
            foreach (var row in rows) reply.WriteStringValue(row);
            reply.WriteEndArray();
        }
        catch (SqlException problem)
        {
            reply.WriteString("failed", problem.Message);
        }
    }

    private ReadingConnection Open(string statements)
    {
        for (var node = latest.First; node is not null; node = node.Next)
        {
            if (node.Value.Statements != statements) continue;
            latest.Remove(node);
            latest.AddFirst(node);
            return node.Value.Connection;
        }
        var made = ReadingConnection.To(statements);
        latest.AddFirst((statements, made));
        if (latest.Count > Kept)
        {
            latest.Last!.Value.Connection.Dispose();
            latest.RemoveLast();
        }
        return made;
    }
}
