using Pipelines.Data;
using Pipelines.Decoding;

namespace Pipelines.Training;

/// <summary>
/// Prompts in shuffled order, each once in every pass over them: a pure function of the seed and of how many came before, so that a
/// resumed run asks what it would have asked.
/// </summary>
/// <param name="prompts">at least one</param>
/// <param name="seed">of the order</param>
public sealed class PromptDeck(IReadOnlyList<Prompt> prompts, long seed)
{
    private const long Salt = 0x70726F6D7074; // apart from what else is drawn from the same seed

    private (long Pass, int[] Order) shuffled = (-1, []);

    /// <summary>The prompts that come after <paramref name="before"/> others.</summary>
    /// <returns><paramref name="count"/> of them</returns>
    public IReadOnlyList<Prompt> Draw(long before, int count) =>
        [.. Enumerable.Range(0, count).Select(i => prompts[Place(before + i)])];

    private int Place(long number)
    {
        var (pass, place) = (number / prompts.Count, (int)(number % prompts.Count));
        if (shuffled.Pass != pass) shuffled = (pass, Shuffle(pass));
        return shuffled.Order[place];
    }

    private int[] Shuffle(long pass)
    {
        var key = (long)CounterRandom.Bits(seed ^ Salt, pass);
        return [.. Enumerable.Range(0, prompts.Count).OrderBy(i => CounterRandom.Bits(key, i))];
    }
}
