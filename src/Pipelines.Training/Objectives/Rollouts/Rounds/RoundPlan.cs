using System.Globalization;
using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>
/// How a run is cut into rounds: in each, answers are made once and learned from in several passes, each of several optimizer steps over
/// shares of the answers. A pure function of the seed and the step.
/// </summary>
/// <param name="Answers">answers made in a round</param>
/// <param name="Passes">passes over them</param>
/// <param name="MiniBatches">optimizer steps in a pass</param>
/// <param name="Batch">most answers in a micro-batch</param>
/// <param name="Seed">of which answers come together</param>
public sealed record RoundPlan(int Answers, int Passes, int MiniBatches, int Batch, long Seed)
{
    private const long Salt = 0x726F756E64; // apart from what else is drawn from the same seed

    /// <summary>Optimizer steps in a round.</summary>
    public int Steps => Passes * MiniBatches;

    /// <summary>Micro-batches in an optimizer step; some are empty where answers are left out.</summary>
    public int MicroBatches => Over(Over(Answers, MiniBatches), Batch);

    /// <summary>What decides the data of each step, by name.</summary>
    internal IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["round"] = string.Create(
            CultureInfo.InvariantCulture, $"{Answers} answers, {Passes} passes of {MiniBatches}, {Batch} at a time"),
    };

    /// <summary>The round that an optimizer step belongs to, both counted from 0.</summary>
    public long RoundOf(long step) => step / Steps;

    /// <summary>Whether a round begins when so many steps are done.</summary>
    public bool Begins(long step) => step % Steps == 0;

    /// <summary>Whether a round ends with a step, counted from 0.</summary>
    public bool Ends(long step) => Begins(step + 1);

    /// <summary>The answers of a micro-batch, those of like length together.</summary>
    /// <param name="step">the optimizer step, counted from 0</param>
    /// <param name="micro">in [0, <see cref="MicroBatches"/>)</param>
    /// <param name="kept">the answers of the round that are learned from</param>
    /// <param name="length">tokens of an answer and its prompt</param>
    /// <returns>some of <paramref name="kept"/>; none where there are too few of them</returns>
    public IReadOnlyList<int> Get(long step, int micro, IReadOnlyList<int> kept, Func<int, int> length)
    {
        var (pass, mini) = ((int)(step % Steps) / MiniBatches, (int)(step % MiniBatches));
        var key = (long)CounterRandom.Bits(Seed ^ Salt, RoundOf(step) * Passes + pass);
        var shuffled = kept.OrderBy(answer => CounterRandom.Bits(key, answer));
        var share = Share([.. shuffled], mini, MiniBatches).OrderBy(length).ThenBy(answer => answer);
        return Share([.. share], micro, MicroBatches);
    }

    /// <summary>One of <paramref name="shares"/> nearly equal parts.</summary>
    private static int[] Share(int[] all, int index, int shares) =>
        all[(int)((long)all.Length * index / shares)..(int)((long)all.Length * (index + 1) / shares)];

    private static int Over(int count, int size) => (count + size - 1) / size;
}
