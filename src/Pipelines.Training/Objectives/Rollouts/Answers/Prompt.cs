using Pipelines.Data;
using Pipelines.Decoding;

namespace Pipelines.Training;

/// <summary>A prompt as a model reads it.</summary>
/// <param name="Example">its messages, and what verifiers read</param>
/// <param name="Tokens">its tokens, the beginning of the answer's turn included; at least one</param>
public sealed record Prompt(PromptExample Example, int[] Tokens)
{
    /// <summary>Prompts from examples; those of the others that could not be answered in full are counted and left out.</summary>
    /// <param name="examples">whatever can be a prompt</param>
    /// <param name="encode">a prompt's tokens</param>
    /// <param name="context">most tokens that the model reads</param>
    /// <param name="answer">most tokens of an answer</param>
    /// <returns>the prompts, and how many were too long to leave <paramref name="answer"/> tokens of the context</returns>
    public static (IReadOnlyList<Prompt> Prompts, int TooLong) Of(
        IEnumerable<Example> examples, Func<PromptExample, int[]> encode, int context, int answer)
    {
        var (prompts, tooLong) = (new List<Prompt>(), 0);
        foreach (var example in examples.Select(example => example.ToPrompt()).OfType<PromptExample>())
        {
            var tokens = encode(example);
            if (tokens.Length + answer > context) tooLong++;
            else prompts.Add(new Prompt(example, tokens));
        }

        return (prompts, tooLong);
    }
}
