namespace Pipelines.Serving;

/// <summary>How many tokens of a step go to each sequence.</summary>
/// <param name="stepTokens">tokens of a step</param>
/// <param name="blockTokens">tokens of a block: so few are read at once, however full the step is</param>
internal sealed class StepShares(int stepTokens, int blockTokens)
{
    /// <summary>
    /// Sequences that write come first, with all that they have not read. The rest of the step goes to those that read, in equal shares to
    /// their clients, so that one's long prompts do not hold up another's. Of a client's share the oldest has one half, and the one that is
    /// nearest to its first token the other: short prompts pass long ones, which go on all the same. What is left over goes to the oldest.
    /// </summary>
    /// <param name="running">sequences, oldest first</param>
    /// <returns>tokens of each, at its place</returns>
    public int[] Of(IReadOnlyList<Sequence> running)
    {
        var shares = new int[running.Count];
        var (left, readers) = (stepTokens, new List<int>());
        for (var i = 0; i < shares.Length; i++)
        {
            if (running[i].Unread > blockTokens) readers.Add(i);
            else left -= shares[i] = running[i].Unread;
        }

        if (readers.Count == 0) return shares;
        left = Math.Max(left, blockTokens);
        IGrouping<string, int>[] clients = [.. readers.GroupBy(i => running[i].Request.Request.Client)];
        var half = Math.Max(blockTokens, left / clients.Length / 2);
        foreach (var client in clients)
        {
            Give(client.First(), half);
            Give(client.MinBy(i => running[i].Unread), half);
        }

        foreach (var i in readers) Give(i, left);
        return shares;

        void Give(int i, int most)
        {
            var given = Math.Min(Math.Min(most, left), running[i].Unread - shares[i]);
            shares[i] += given;
            left -= given;
        }
    }
}
