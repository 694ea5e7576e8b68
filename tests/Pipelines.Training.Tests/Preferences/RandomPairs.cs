namespace Pipelines.Training.Tests;

/// <summary>Pairs of random tokens, of many lengths.</summary>
internal static class RandomPairs
{
    public static IReadOnlyList<EncodedPair> Draw(int count, int seed = 1, int prompts = int.MaxValue)
    {
        var random = new Random(seed);
        var asked = Enumerable.Range(0, Math.Min(count, prompts)).Select(_ => Tokens(random.Next(1, 6))).ToArray();
        return [.. Enumerable.Range(0, count).Select(n =>
        {
            var prompt = asked[n % asked.Length];
            return new EncodedPair($"pair {n}", Answer(prompt), Answer(prompt), random.NextDouble());
        })];

        EncodedAnswer Answer(int[] prompt)
        {
            var (answer, tail) = (Tokens(random.Next(1, 8)), Tokens(random.Next(0, 2)));
            return new EncodedAnswer([.. prompt, .. answer, .. tail], prompt.Length, prompt.Length + answer.Length);
        }

        int[] Tokens(int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(Workshop.Vocab))];
    }

    /// <summary>The pairs with a reference that differs from pair to pair.</summary>
    public static IReadOnlyList<EncodedPair> WithReference(this IReadOnlyList<EncodedPair> pairs)
    {
        var random = new Random(5);
        return [.. pairs.Select(pair => pair with
        {
            Chosen = Referenced(pair.Chosen),
            Rejected = Referenced(pair.Rejected),
            Mismatched = [.. pair.Mismatched.Select(Referenced)],
        })];

        EncodedAnswer Referenced(EncodedAnswer answer) =>
            answer with { Reference = -answer.Given * (Math.Log(Workshop.Vocab) + random.NextDouble() - 0.5) };
    }
}
