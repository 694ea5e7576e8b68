namespace Pipelines.Data;

/// <summary>
/// Which lengths share a row: the longest first, each into the fullest row that still holds it (best-fit decreasing; Johnson 1974, with
/// at most 11/9 of the fewest rows and a few). It depends on the lengths alone.
/// </summary>
/// <param name="Rows">the places of each row</param>
internal sealed record PackingPlan(IReadOnlyList<IReadOnlyList<PackingPlan.Slot>> Rows)
{
    /// <summary>A place for an example.</summary>
    /// <param name="Length">the example's length</param>
    /// <param name="Ordinal">its number among the examples of this length</param>
    internal readonly record struct Slot(int Length, int Ordinal);

    /// <summary>Plans rows.</summary>
    /// <param name="lengths">of all examples</param>
    /// <param name="capacity">of a row</param>
    /// <exception cref="ArgumentException">there is no length, or a longer one than a row</exception>
    public static PackingPlan Of(IReadOnlyList<int> lengths, int capacity)
    {
        if (lengths.Count == 0) throw new ArgumentException("there is no example to pack", nameof(lengths));
        if (lengths.Max() > capacity)
            throw new ArgumentException($"an example of {lengths.Max():N0} tokens does not go into rows of {capacity:N0}", nameof(lengths));
        var rows = new List<List<Slot>>();
        var byRoom = new Dictionary<int, Stack<List<Slot>>>();
        var rooms = new SortedSet<int>();
        foreach (var alike in lengths.GroupBy(length => length).OrderByDescending(group => group.Key))
        {
            var slots = Enumerable.Range(0, alike.Count()).Select(ordinal => new Slot(alike.Key, ordinal));
            foreach (var slot in slots) Place(slot);
        }

        return new PackingPlan([.. rows]);

        void Place(Slot slot)
        {
            var room = rooms.GetViewBetween(slot.Length, capacity).Min;
            var row = room == 0 ? [] : Take(room);
            if (room == 0) rows.Add(row);
            row.Add(slot);
            Give(row, (room == 0 ? capacity : room) - slot.Length);
        }

        List<Slot> Take(int room)
        {
            var row = byRoom[room].Pop();
            if (byRoom[room].Count == 0) rooms.Remove(room);
            return row;
        }

        void Give(List<Slot> row, int room)
        {
            if (room == 0) return;
            if (!byRoom.TryGetValue(room, out var same)) byRoom[room] = same = [];
            same.Push(row);
            rooms.Add(room);
        }
    }
}
