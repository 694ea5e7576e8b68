namespace Pipelines.Data;

/// <summary>Random choices one after the other, the same for the same seed on every machine.</summary>
internal sealed class Draws(long seed)
{
    private long counter;

    /// <summary>A number in [0, 1).</summary>
    public double Uniform() => CounterRandom.Uniform(seed, counter++);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + (int)(Uniform() * (most - least + 1));

    /// <summary>One of them.</summary>
    public T One<T>(IReadOnlyList<T> choices) => choices[Between(0, choices.Count - 1)];

    /// <summary>Some of them, none twice, in drawn order.</summary>
    public List<T> Some<T>(IReadOnlyList<T> choices, int count)
    {
        var left = choices.ToList();
        var drawn = new List<T>();
        while (drawn.Count < count)
        {
            var at = Between(0, left.Count - 1);
            drawn.Add(left[at]);
            left.RemoveAt(at);
        }

        return drawn;
    }
}
