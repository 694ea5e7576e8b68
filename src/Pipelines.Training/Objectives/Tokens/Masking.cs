using System.Globalization;
using Pipelines.Data;
using Pipelines.Modules;

namespace Pipelines.Training;

/// <summary>
/// Hides tokens for an encoder to fill in (Devlin et al., arXiv:1810.04805, section 3.1): of each row 15 % of the tokens are asked for,
/// and of those 80 % are replaced by the mask token, 10 % by a random token, and 10 % are left as they are. Which ones is a pure function
/// of the seed and of the row's number, so that a resumed run hides what it would have hidden. Special tokens are never asked for.
/// </summary>
public sealed class Masking
{
    private const double Share = 0.15, Masked = 0.8, Random = 0.1;

    private readonly TokenFile file;
    private readonly long mask, seed;
    private readonly long[] words;

    /// <param name="file">knows the vocabulary; stays the caller's</param>
    /// <param name="mask">the token that stands for a hidden one</param>
    /// <param name="seed">of what is hidden</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mask"/> is not in the vocabulary</exception>
    public Masking(TokenFile file, int mask, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mask);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(mask, file.Vocab);
        (this.file, this.mask, this.seed) = (file, mask, seed);
        words = [.. Enumerable.Range(0, file.Vocab).Select(token => (long)token).Where(token => file.BytesOf(token) > 0)];
    }

    /// <summary>How tokens are hidden from <paramref name="model"/>; null for a decoder, which is asked for the next ones.</summary>
    /// <param name="model">a decoder or an encoder</param>
    /// <param name="file">knows the vocabulary; stays the caller's</param>
    /// <param name="mask">the token that stands for a hidden one; a decoder needs none</param>
    /// <param name="seed">of what is hidden</param>
    /// <exception cref="ArgumentException">an encoder has no mask token</exception>
    public static Masking? For(LanguageModel model, TokenFile file, int? mask, long seed)
    {
        if (model is not Encoder) return null;
        return new Masking(file, mask ?? throw new ArgumentException("an encoder needs a mask token to learn from", nameof(mask)), seed);
    }

    /// <summary>What decides which tokens are hidden, besides the seed, by name.</summary>
    public KeyValuePair<string, string> Setting =>
        new("masking", string.Create(CultureInfo.InvariantCulture, $"token {mask}, {Share} of which {Masked} masked, {Random} random"));

    /// <summary>Hides tokens of a batch that asks for the next ones.</summary>
    /// <param name="batch">where it has no next token, it is padding</param>
    /// <param name="first">the number of its first row among all rows that are ever hidden in</param>
    /// <returns>the same rows, asking for what was hidden, with padding in a segment of its own</returns>
    public TokenBatch Hide(TokenBatch batch, long first)
    {
        var inputs = batch.Inputs.ToArray();
        var targets = new long[inputs.Length];
        Array.Fill(targets, TokenBatch.Ignored);
        for (var row = 0; row < batch.Rows; row++)
        {
            var places = Places(batch, row);
            var draws = new Draws(seed, first + row, batch.Time);
            foreach (var place in draws.Choose(places, Count(places.Length)))
            {
                targets[place] = inputs[place];
                inputs[place] = Shown(inputs[place], draws, place % batch.Time);
            }
        }

        var asked = targets.Where(target => target != TokenBatch.Ignored).ToArray();
        return new TokenBatch(batch.Rows, batch.Time, inputs, targets, asked.Length, asked.Sum(target => (long)file.BytesOf(target)))
        {
            Segments = batch.TargetCount == batch.Targets.Length
                ? null
                : Array.ConvertAll(batch.Targets, target => target == TokenBatch.Ignored ? 0L : 1L),
        };
    }

    /// <summary>Places of a row that hold text.</summary>
    private int[] Places(TokenBatch batch, int row) =>
    [
        .. Enumerable.Range(row * batch.Time, batch.Time)
            .Where(place => batch.Targets[place] != TokenBatch.Ignored && file.BytesOf(batch.Inputs[place]) > 0),
    ];

    /// <summary>As many as are asked for of so many tokens: one at least, where there is any.</summary>
    private static int Count(int places) => places == 0 ? 0 : Math.Max(1, (int)Math.Round(Share * places));

    private long Shown(long token, Draws draws, int place) => draws.Kind(place) switch
    {
        < Masked => mask,
        < Masked + Random => words[draws.Word(place, words.Length)],
        _ => token,
    };

    /// <summary>The random numbers of one row: for each place its rank, what becomes of it, and a word.</summary>
    private readonly record struct Draws(long Seed, long Row, int Time)
    {
        private const long Salt = 0x6D61736B; // apart from the order of the windows, which is drawn from the same seed
        private const int Purposes = 3;

        public IEnumerable<int> Choose(int[] places, int count)
        {
            var (self, time) = (this, Time);
            return places.OrderBy(place => self.Bits(place % time, 0)).Take(count);
        }

        public double Kind(int place) => (Bits(place, 1) >> 11) * (1.0 / (1UL << 53));

        public long Word(int place, int words) => (long)(Bits(place, 2) % (ulong)words);

        private ulong Bits(int place, int purpose) => CounterRandom.Bits(Seed ^ Salt, (Row * Time + place) * Purposes + purpose);
    }
}
