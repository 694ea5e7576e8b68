namespace Pipelines.Serving;

/// <summary>Numbers from 0, of blocks or of slots, each with a count of those that use it; free ones have none.</summary>
internal sealed class BlockPool
{
    private readonly int[] users;
    private readonly Stack<int> free;

    /// <param name="count">how many there are</param>
    public BlockPool(int count)
    {
        users = new int[count];
        free = new Stack<int>(Enumerable.Range(0, count).Reverse());
    }

    public int Count => users.Length;

    public int Free => free.Count;

    /// <summary>How many use it.</summary>
    public int Users(int number) => users[number];

    /// <summary>A free one, with its first user; −1 where there is none.</summary>
    public int Take()
    {
        if (!free.TryPop(out var number)) return -1;
        users[number] = 1;
        return number;
    }

    /// <summary>One more uses it.</summary>
    /// <exception cref="InvalidOperationException">it is free</exception>
    public void Share(int number)
    {
        if (users[number] == 0) throw new InvalidOperationException($"{number} is free: nobody can share it");
        users[number]++;
    }

    /// <summary>One fewer uses it; without any it is free.</summary>
    /// <returns>how many still do</returns>
    /// <exception cref="InvalidOperationException">it is free</exception>
    public int Release(int number)
    {
        if (users[number] == 0) throw new InvalidOperationException($"{number} is free already");
        if (--users[number] == 0) free.Push(number);
        return users[number];
    }
}
