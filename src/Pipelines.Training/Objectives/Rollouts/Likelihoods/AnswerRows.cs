namespace Pipelines.Training;

/// <summary>
/// Prompts with their answers as a model reads them, a row each, padded behind. What is known of the answers' tokens is laid end to end, so
/// that nothing about them needs a mask.
/// </summary>
/// <param name="Rows">number of answers</param>
/// <param name="Time">tokens in a row</param>
/// <param name="Inputs">token ids, [rows · time]</param>
/// <param name="Places">for each token of each answer, in order, the place in <paramref name="Inputs"/> that gives it, [tokens]</param>
/// <param name="Targets">the answers' tokens, [tokens]</param>
public sealed record AnswerRows(int Rows, int Time, long[] Inputs, long[] Places, long[] Targets)
{
    private const long Padding = 0; // any token: it comes behind all that is looked at

    /// <summary>Puts answers behind their prompts.</summary>
    /// <param name="answers">may be none</param>
    public static AnswerRows Of(IReadOnlyList<SampledAnswer> answers)
    {
        // The last token of an answer gives nothing that is asked for, so that it is not read.
        var time = answers.Select(answer => answer.Prompt.Tokens.Length + answer.Tokens.Length - 1).DefaultIfEmpty().Max();
        var inputs = new long[answers.Count * time];
        Array.Fill(inputs, Padding);
        var (places, targets) = (new List<long>(), new List<long>());
        for (var row = 0; row < answers.Count; row++)
        {
            var (prompt, tokens) = (answers[row].Prompt.Tokens, answers[row].Tokens);
            var start = row * time;
            for (var i = 0; i < prompt.Length; i++) inputs[start + i] = prompt[i];
            for (var i = 0; i < tokens.Length; i++)
            {
                if (i < tokens.Length - 1) inputs[start + prompt.Length + i] = tokens[i];
                places.Add(start + prompt.Length + i - 1);
                targets.Add(tokens[i]);
            }
        }

        return new AnswerRows(answers.Count, time, inputs, [.. places], [.. targets]);
    }

    /// <summary>Numbers of each answer's tokens, of those answers, laid end to end as <see cref="Targets"/> are.</summary>
    /// <param name="numbers">of all answers, [answers][tokens]</param>
    /// <param name="answers">which</param>
    /// <returns>[tokens]</returns>
    internal static float[] Lay<T>(IReadOnlyList<T[]> numbers, IEnumerable<int> answers) where T : System.Numerics.INumber<T> =>
        [.. answers.SelectMany(answer => numbers[answer]).Select(float.CreateTruncating)];
}
