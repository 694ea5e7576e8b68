using System.Diagnostics.CodeAnalysis;

namespace Pipelines.Serving;

/// <summary>
/// Requests that wait. Turns go round the clients that have any, and to a client's requests in the order in which they came, so that
/// one who asks for much waits for himself alone.
/// </summary>
internal sealed class WaitingLine
{
    private readonly Dictionary<string, Queue<ActiveRequest>> clients = [];
    private readonly Queue<string> turns = new();

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    public void Add(ActiveRequest request)
    {
        var client = request.Request.Client;
        if (!clients.TryGetValue(client, out var line))
        {
            clients.Add(client, line = new Queue<ActiveRequest>());
            turns.Enqueue(client);
        }

        line.Enqueue(request);
        Count++;
    }

    /// <summary>The one whose turn it is; false where none waits.</summary>
    public bool TryPeek([NotNullWhen(true)] out ActiveRequest? request)
    {
        request = turns.TryPeek(out var client) ? clients[client].Peek() : null;
        return request is not null;
    }

    /// <summary>Takes the one whose turn it is, and goes on to the next client.</summary>
    public ActiveRequest Take()
    {
        var client = turns.Dequeue();
        var request = clients[client].Dequeue();
        if (clients[client].Count > 0) turns.Enqueue(client);
        else clients.Remove(client);
        Count--;
        return request;
    }

    /// <summary>Takes out all that match, wherever they stand.</summary>
    public IReadOnlyList<ActiveRequest> TakeOut(Func<ActiveRequest, bool> matches)
    {
        if (!clients.Values.Any(line => line.Any(matches))) return [];
        ActiveRequest[] all = [.. turns.SelectMany(client => clients[client])];
        Count = 0;
        clients.Clear();
        turns.Clear();
        foreach (var request in all)
            if (!matches(request)) Add(request);
        return [.. all.Where(matches)];
    }
}
